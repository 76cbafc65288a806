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

constexpr std::array<Flag, 5> kFlags = {{{"special", &AddedToken::special},
                                         {"single_word", &AddedToken::single_word},
                                         {"lstrip", &AddedToken::lstrip},
                                         {"rstrip", &AddedToken::rstrip},
                                         {"normalized", &AddedToken::normalized}}};

// What stands in one entry; a member of another kind than it must have counts as absent.
class Entry {
 public:
  Status read(json::Reader& reader) {
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (kind.value() != json::Value::Kind::object) return reader.skip_value();
    TG_RETURN_IF_ERROR(reader.begin_object());
    while (true) {
      const Result<bool> more = reader.next_key(key_);
      if (!more.ok()) return more.status();
      if (!more.value()) return {};
      TG_RETURN_IF_ERROR(read_member(reader));
    }
  }

  // `where` is the entry's place in the document.
  Result<AddedToken> token(const std::string& where) {
    const bool fits = id_ && *id_ >= 0 && *id_ <= kIdLimit && static_cast<TokenId>(*id_) == *id_;
    if (!fits) return refuse(where, ".id: expected an integer from 0 to " + std::to_string(kIdLimit));
    if (!content_) return refuse(where, ".content: expected a string");
    AddedToken token;
    token.id = static_cast<TokenId>(*id_);
    token.content = *std::move(content_);
    for (std::size_t i = 0; i < kFlags.size(); ++i) {
      if (!flags_[i]) return refuse(where, std::string(".").append(kFlags[i].key).append(": expected true or false"));
      token.*kFlags[i].member = *flags_[i];
    }
    return token;
  }

 private:
  Status read_member(json::Reader& reader) {
    if (key_ == "id") return read_once(reader, saw_id_, json::Value::Kind::number, [&] { return read_id(reader); });
    if (key_ == "content") {
      return read_once(reader, saw_content_, json::Value::Kind::string,
                       [&] { return reader.read_string(content_.emplace()); });
    }
    for (std::size_t i = 0; i < kFlags.size(); ++i) {
      if (key_ != kFlags[i].key) continue;
      return read_once(reader, saw_flags_[i], json::Value::Kind::boolean, [&] { return read_flag(reader, i); });
    }
    return others_.insert(key_).second ? reader.skip_value() : repeated(reader);
  }

  template <class Read>
  Status read_once(json::Reader& reader, bool& seen, json::Value::Kind expected, const Read& read) {
    if (seen) return repeated(reader);
    seen = true;
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    return kind.value() == expected ? read() : reader.skip_value();
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

  Status repeated(const json::Reader& reader) const {
    return reader.error("the key " + quote(key_) + " appears twice");
  }

  static Status refuse(const std::string& where, const std::string& what) {
    return Status::error(Code::bad_file, where + what);
  }

  std::string key_;
  std::optional<double> id_;
  std::optional<std::string> content_;
  std::array<std::optional<bool>, kFlags.size()> flags_;
  bool saw_id_ = false;
  bool saw_content_ = false;
  std::array<bool, kFlags.size()> saw_flags_{};
  std::set<std::string> others_;
};

}  // namespace

Status read_json_added_tokens(json::Reader& reader, const std::string& name, std::vector<AddedToken>& tokens) {
  return json::for_each_item(reader, [&](std::size_t index) -> Status {
    Entry entry;
    TG_RETURN_IF_ERROR(entry.read(reader));
    Result<AddedToken> token = entry.token(name + ": added_tokens[" + std::to_string(index) + "]");
    if (!token.ok()) return token.status();
    // The reference passes over tokens without content: nothing could match them.
    if (!token->content.empty()) tokens.push_back(std::move(token).value());
    return {};
  });
}

}  // namespace tg
