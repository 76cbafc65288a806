#include "tokenizer/formats/json_merges.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/json_walk.h"
#include "base/quote.h"
#include "base/thread_pool.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

// Of a merge and the comma behind it. Memory that is asked for and never written to costs nothing; growing a list of
// megabytes does.
constexpr std::size_t kLeastBytes = std::string_view(R"("a b",)").size();
// Merges that one thread resolves at a time.
constexpr std::size_t kShare = 8192;

std::string path(std::size_t index) {
  return "model.merges[" + std::to_string(index) + "]";
}

}  // namespace

void JsonMerges::read(json::Reader& reader) {
  read_status_ = read_items(reader);
}

Status JsonMerges::read_items(json::Reader& reader) {
  TG_RETURN_IF_ERROR(reader.begin_array());
  merges_.reserve(reader.left() / kLeastBytes);
  while (true) {
    Parts parts;
    std::string_view line;
    if (reader.take_plain_pair(parts.left, parts.right)) {
      merges_.push_back(parts);
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
Status JsonMerges::read_item(json::Reader& reader) {
  const Result<json::Value::Kind> kind = reader.peek();
  if (!kind.ok()) return kind.status();
  if (kind.value() == json::Value::Kind::array) return read_pair(reader);
  std::string_view line;
  TG_RETURN_IF_ERROR(read_text(reader, line));
  return add_line(line);
}

Status JsonMerges::read_pair(json::Reader& reader) {
  std::size_t count = 0;
  Parts parts;
  const std::size_t index = index_of(merges_.size());
  TG_RETURN_IF_ERROR(json::for_each_item(reader, [&](std::size_t item) {
    count = item + 1;
    if (item > 1) return refuse(index, "expected two tokens, found more");
    return read_text(reader, item == 0 ? parts.left : parts.right);
  }));
  if (count < 2) return refuse(index, "expected two tokens, found " + std::to_string(count));
  merges_.push_back(parts);
  return {};
}

Status JsonMerges::read_text(json::Reader& reader, std::string_view& text) {
  std::string& spelled = spelled_.emplace_back();
  const Status read = reader.read_string(spelled);
  text = spelled;
  return read.ok() ? read : json::in_field(read, path(index_of(merges_.size())));
}

Status JsonMerges::add_line(std::string_view line) {
  // A version comment, which lists taken from a merges.txt begin with.
  if (line.starts_with("#version")) {
    comments_.push_back(merges_.size());
    return {};
  }
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
    return refuse(index_of(merges_.size()), "expected two tokens separated by one space, found " + quote(line));
  }
  merges_.push_back({line.substr(0, space), line.substr(space + 1)});
  return {};
}

// In the file's list, of the merge at `place` in ours.
std::size_t JsonMerges::index_of(std::size_t place) const {
  return place + static_cast<std::size_t>(std::ranges::upper_bound(comments_, place) - comments_.begin());
}

Status JsonMerges::refuse(std::size_t index, const std::string& what) const {
  return Status::error(Code::bad_file, name_ + ": " + path(index) + ": " + what);
}

// Merges that follow each other. They are looked up a block at a time (see TokenTable::find_all).
class JsonMerges::Resolver {
 public:
  Resolver(const JsonMerges& list, const TokenTable& tokens, const std::string& prefix)
      : list_(list), tokens_(tokens), prefix_(prefix) {}

  // Those from `begin` to `end`, into the same places of `merges`.
  Status resolve(std::size_t begin, std::size_t end, std::span<Merge> merges) {
    std::array<std::string_view, 2 * kBlock> sides;
    std::array<TokenId, 2 * kBlock> ids;
    for (; begin < end; begin += kBlock) {
      const std::size_t count = std::min(kBlock, end - begin);
      for (std::size_t i = 0; i < count; ++i) {
        sides[2 * i] = list_.merges_[begin + i].left;
        sides[2 * i + 1] = list_.merges_[begin + i].right;
      }
      tokens_.find_all(std::span(sides).first(2 * count), std::span(ids).first(2 * count));
      for (std::size_t i = 0; i < count; ++i) {
        merges[begin + i] = {ids[2 * i], ids[2 * i + 1], TokenTable::kNone};
        TG_RETURN_IF_ERROR(find_result(begin + i, merges[begin + i]));
      }
    }
    return {};
  }

 private:
  static constexpr std::size_t kBlock = 64;

  Status find_result(std::size_t place, Merge& merge) {
    const Parts& parts = list_.merges_[place];
    if (merge.left == TokenTable::kNone) return unknown(place, parts.left);
    if (merge.right == TokenTable::kNone) return unknown(place, parts.right);
    if (parts.right.size() < prefix_.size()) {
      return list_.refuse(list_.index_of(place),
                          quote(parts.right) + " does not begin with the prefix " + quote(prefix_));
    }
    // As the reference, which cuts as many bytes as the prefix has, whatever they are.
    merge.result = find_result(Parts{parts.left, parts.right.substr(prefix_.size())});
    if (merge.result == TokenTable::kNone) return unknown(place, merged_);
    last_result_ = merge.result;
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

  Status unknown(std::size_t place, std::string_view absent) const {
    const Parts& parts = list_.merges_[place];
    return list_.refuse(list_.index_of(place), "merges " + quote(parts.left) + " and " + quote(parts.right) + ", but " +
                                                   quote(absent) + " is not in model.vocab");
  }

  const JsonMerges& list_;
  const TokenTable& tokens_;
  const std::string& prefix_;
  TokenId last_result_ = 0;
  std::string merged_;
};

Result<Merges> JsonMerges::resolve(const TokenTable& tokens, const std::string& prefix) const {
  Merges merges(merges_.size());
  std::vector<Status> shares(merges_.size() / kShare + 1);
  parallel_for(shares.size(), 0, [&](std::size_t share, unsigned) {
    const std::size_t begin = share * kShare;
    const std::size_t end = std::min(begin + kShare, merges_.size());
    shares[share] = Resolver(*this, tokens, prefix).resolve(begin, end, merges);
  });
  for (const Status& share : shares) TG_RETURN_IF_ERROR(share);
  TG_RETURN_IF_ERROR(read_status_);
  return merges;
}

}  // namespace tg
