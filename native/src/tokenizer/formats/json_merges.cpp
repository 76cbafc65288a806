#include "tokenizer/formats/json_merges.h"

#include <deque>

#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

// Merges are looked up a block at a time (see TokenTable::find_all); plain ones are never copied out of the document.
class MergeReader {
 public:
  MergeReader(const TokenTable& tokens, const std::string& prefix, const std::string& name)
      : tokens_(tokens), prefix_(prefix), name_(name) {}

  Result<std::vector<Merge>> read(json::Reader& reader) {
    const Status collected = collect(reader);
    // What is wrong with a merge that was read before comes first.
    TG_RETURN_IF_ERROR(resolve_block());
    if (!collected.ok()) return collected;
    return std::move(merges_);
  }

 private:
  static constexpr std::size_t kBlock = 64;

  struct Parts {
    std::string_view left;
    std::string_view right;
  };

  Status collect(json::Reader& reader) {
    TG_RETURN_IF_ERROR(reader.begin_array());
    for (;; ++index_) {
      Parts parts;
      std::string_view line;
      if (reader.take_plain_pair(parts.left, parts.right)) {
        TG_RETURN_IF_ERROR(add(parts));
      } else if (reader.take_plain_string(line)) {
        TG_RETURN_IF_ERROR(add_line(line));
      } else {
        const Result<bool> more = reader.next_item();
        if (!more.ok()) return more.status();
        if (!more.value()) return {};
        TG_RETURN_IF_ERROR(read_item(reader));
      }
    }
  }

  // Any item, escapes and faults included.
  Status read_item(json::Reader& reader) {
    const Result<json::Value::Kind> kind = reader.peek();
    if (!kind.ok()) return kind.status();
    if (kind.value() == json::Value::Kind::array) return read_pair(reader);
    std::string_view line;
    TG_RETURN_IF_ERROR(read_text(reader, line));
    return add_line(line);
  }

  Status read_pair(json::Reader& reader) {
    std::size_t count = 0;
    Parts parts;
    TG_RETURN_IF_ERROR(json::for_each_item(reader, [&](std::size_t item) {
      count = item + 1;
      if (item > 1) return refuse(index_, "expected two tokens, found more");
      return read_text(reader, item == 0 ? parts.left : parts.right);
    }));
    if (count < 2) return refuse(index_, "expected two tokens, found " + std::to_string(count));
    return add(parts);
  }

  Status read_text(json::Reader& reader, std::string_view& text) {
    std::string& spelled = spelled_.emplace_back();
    const Status read = reader.read_string(spelled);
    text = spelled;
    return read.ok() ? read : json::in_field(read, path(index_));
  }

  Status add_line(std::string_view line) {
    // A version comment, which lists taken from a merges.txt begin with.
    if (line.starts_with("#version")) return {};
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
      return refuse(index_, "expected two tokens separated by one space, found " + quote(line));
    }
    return add({line.substr(0, space), line.substr(space + 1)});
  }

  Status add(const Parts& parts) {
    sides_.push_back(parts.left);
    sides_.push_back(parts.right);
    indices_.push_back(index_);
    return indices_.size() < kBlock ? Status() : resolve_block();
  }

  Status resolve_block() {
    ids_.resize(sides_.size());
    tokens_.find_all(sides_, ids_);
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      TG_RETURN_IF_ERROR(resolve({sides_[2 * i], sides_[2 * i + 1]}, ids_[2 * i], ids_[2 * i + 1], indices_[i]));
    }
    sides_.clear();
    indices_.clear();
    spelled_.clear();
    return {};
  }

  Status resolve(const Parts& parts, TokenId left, TokenId right, std::size_t index) {
    if (left == TokenTable::kNone) return unknown(parts, parts.left, index);
    if (right == TokenTable::kNone) return unknown(parts, parts.right, index);
    if (parts.right.size() < prefix_.size()) {
      return refuse(index, quote(parts.right) + " does not begin with the prefix " + quote(prefix_));
    }
    // As the reference, which cuts as many bytes as the prefix has, whatever they are.
    const Parts kept{parts.left, parts.right.substr(prefix_.size())};
    const TokenId result = find_result(kept);
    if (result == TokenTable::kNone) return unknown(parts, merged_, index);
    merges_.push_back({left, right, result});
    last_result_ = result;
    return {};
  }

  // Most files list merges in the order of their results, so the last one and the next are tried before the index.
  TokenId find_result(const Parts& parts) {
    if (is_made_of(last_result_ + 1, parts)) return last_result_ + 1;
    if (is_made_of(last_result_, parts)) return last_result_;
    merged_.assign(parts.left).append(parts.right);
    return tokens_.find(merged_);
  }

  bool is_made_of(TokenId id, const Parts& parts) const {
    const std::string_view token = tokens_[id];
    const std::size_t cut = parts.left.size();
    return token.size() == cut + parts.right.size() && equal_bytes(token.data(), parts.left.data(), cut) &&
           equal_bytes(token.data() + cut, parts.right.data(), parts.right.size()) && tokens_.has(id);
  }

  Status unknown(const Parts& parts, std::string_view absent, std::size_t index) const {
    return refuse(index, "merges " + quote(parts.left) + " and " + quote(parts.right) + ", but " + quote(absent) +
                             " is not in model.vocab");
  }

  static std::string path(std::size_t index) { return "model.merges[" + std::to_string(index) + "]"; }
  Status refuse(std::size_t index, const std::string& what) const {
    return Status::error(Code::bad_file, name_ + ": " + path(index) + ": " + what);
  }

  const TokenTable& tokens_;
  const std::string& prefix_;
  const std::string& name_;
  std::vector<Merge> merges_;
  std::size_t index_ = 0;
  TokenId last_result_ = 0;
  std::string merged_;

  // The block that waits to be looked up.
  std::vector<std::string_view> sides_;  // left and right in turn
  std::vector<TokenId> ids_;
  std::vector<std::size_t> indices_;
  std::deque<std::string> spelled_;  // strings that stood there with escapes
};

}  // namespace

Result<std::vector<Merge>> read_json_merges(json::Reader& reader, const TokenTable& tokens, const std::string& prefix,
                                            const std::string& name) {
  return MergeReader(tokens, prefix, name).read(reader);
}

}  // namespace tg
