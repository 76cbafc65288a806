// Read member by member, without a tree: a list may have hundreds of thousands of tokens.
#include "tokenizer/formats/json_added_tokens.h"

#include <array>
#include <optional>
#include <set>

#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

// The flags of an added token. The reference refuses a token that lacks one, so none has a default.
struct Flag {
  std::string_view key;
  bool AddedToken::*member;
};

constexpr std::array<Flag, 5> kFlags = {{{"single_word", &AddedToken::single_word},
                                         {"lstrip", &AddedToken::lstrip},
                                         {"rstrip", &AddedToken::rstrip},
                                         {"normalized", &AddedToken::normalized},
                                         {"special", &AddedToken::special}}};

// What stands in one entry; a member of another kind than it must have counts as absent.
class Entry {
 public:
  Status read(json::Reader& reader) {
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (kind.value() != json::Value::Kind::object) return reader.skip_value();
    TG_RETURN_IF_ERROR(reader.begin_object());
    std::string_view key;
    json::Reader::PlainValue plain;
    while (true) {
      while (reader.take_plain_member(key, plain)) TG_RETURN_IF_ERROR(take(reader, key, plain));
      std::string any_key;
      const Result<bool> more = reader.next_key(any_key);
      if (!more.ok()) return more.status();
      if (!more.value()) return {};
      TG_RETURN_IF_ERROR(read_member(reader, any_key));
    }
  }

  // `name` is the file, `index` the entry's place in the list.
  Result<AddedToken> token(const std::string& name, std::size_t index) {
    const bool fits = id_ && *id_ >= 0 && *id_ <= kIdLimit && static_cast<TokenId>(*id_) == *id_;
    const auto where = [&] { return name + ": added_tokens[" + std::to_string(index) + "]"; };
    if (!fits) return refuse(where(), ".id: expected an integer from 0 to " + std::to_string(kIdLimit));
    if (!content_) return refuse(where(), ".content: expected a string");
    AddedToken token;
    token.id = static_cast<TokenId>(*id_);
    token.content = *std::move(content_);
    for (std::size_t i = 0; i < kFlags.size(); ++i) {
      if (!flags_[i]) return refuse(where(), std::string(".").append(kFlags[i].key).append(": expected true or false"));
      token.*kFlags[i].member = *flags_[i];
    }
    return token;
  }

 private:
  // In the order in which the reference writes them.
  enum Field : std::size_t { kId, kContent, kFirstFlag, kFieldCount = kFirstFlag + kFlags.size() };

  // kFieldCount: none that we know. The field that follows the one before is tried first.
  std::size_t field_of(std::string_view key) {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const std::size_t field = (next_ + i) % kFieldCount;
      const std::string_view name = field == kId        ? "id"
                                    : field == kContent ? "content"
                                                        : kFlags[field - kFirstFlag].key;
      if (key != name) continue;
      next_ = field + 1;
      return field;
    }
    return kFieldCount;
  }

  Status see(const json::Reader& reader, std::size_t field, std::string_view key) {
    const bool is_new = field == kFieldCount ? others_.emplace(key).second : !seen_[field];
    if (!is_new) return reader.error("the key " + quote(key) + " appears twice");
    if (field < kFieldCount) seen_[field] = true;
    return {};
  }

  Status take(const json::Reader& reader, std::string_view key, const json::Reader::PlainValue& value) {
    const std::size_t field = field_of(key);
    TG_RETURN_IF_ERROR(see(reader, field, key));
    if (field == kFieldCount) return {};
    if (field == kId && value.kind == json::Value::Kind::number) id_ = value.index;
    if (field == kContent && value.kind == json::Value::Kind::string) content_.emplace(value.text);
    if (field >= kFirstFlag && value.kind == json::Value::Kind::boolean) flags_[field - kFirstFlag] = value.boolean;
    return {};
  }

  // The value may be anything.
  Status read_member(json::Reader& reader, std::string_view key) {
    const std::size_t field = field_of(key);
    TG_RETURN_IF_ERROR(see(reader, field, key));
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (field == kId && kind.value() == json::Value::Kind::number) return read_id(reader);
    if (field == kContent && kind.value() == json::Value::Kind::string) return reader.read_string(content_.emplace());
    if (field >= kFirstFlag && field < kFieldCount && kind.value() == json::Value::Kind::boolean) {
      return read_flag(reader, field - kFirstFlag);
    }
    return reader.skip_value();
  }

  Status read_id(json::Reader& reader) {
    const Result<double> id = reader.read_number();
    if (id.ok()) id_ = id.value();
    return id.status();
  }

  Status read_flag(json::Reader& reader, std::size_t i) {
    const Result<bool> flag = reader.read_boolean();
    if (flag.ok()) flags_[i] = flag.value();
    return flag.status();
  }

  static Status refuse(const std::string& where, const std::string& what) {
    return Status::error(Code::bad_file, where + what);
  }

  std::optional<double> id_;
  std::optional<std::string> content_;
  std::array<std::optional<bool>, kFlags.size()> flags_;
  std::array<bool, kFieldCount> seen_{};
  std::size_t next_ = 0;
  std::set<std::string> others_;
};

}  // namespace

Status read_json_added_tokens(json::Reader& reader, const std::string& name, std::vector<AddedToken>& tokens) {
  return json::for_each_item(reader, [&](std::size_t index) -> Status {
    Entry entry;
    TG_RETURN_IF_ERROR(entry.read(reader));
    Result<AddedToken> token = entry.token(name, index);
    if (!token.ok()) return token.status();
    // The reference passes over tokens without content: nothing could match them.
    if (!token->content.empty()) tokens.push_back(std::move(token).value());
    return {};
  });
}

}  // namespace tg
