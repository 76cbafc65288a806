#include "tokenizer/bpe/rank_merges.h"

#include <algorithm>

#include "base/thread_pool.h"
#include "tokengraft/large_pages.h"
#include "tokenizer/bpe/merging.h"
#include "tokenizer/bpe/splits.h"
#include "tokenizer/bpe/surprises.h"
#include "tokenizer/bpe/words_in_turn.h"

namespace tg {
namespace {

// What a token is merged of, if it ever is.
struct Parts {
  TokenId left = TokenTable::kNone;
  TokenId right = TokenTable::kNone;

  bool are_there() const { return left != TokenTable::kNone && right != TokenTable::kNone; }
};

// Merging a token's bytes by the merges that make shorter tokens leaves the two that make it, or it never comes to be.
// So tokens of one size depend on shorter ones alone: size by size, all of a size are merged at once.
class RankMergeFinder {
 public:
  RankMergeFinder(const TokenTable& tokens, const std::array<TokenId, 256>& byte_ids)
      : tokens_(tokens), byte_ids_(byte_ids), pairs_(tokens.size()), own_(tokens.id_bound(), Own::no) {}

  std::optional<LiveMerges> find() {
    sort_by_size();
    for (std::size_t size = 1; size + 1 < begins_.size(); ++size) {
      const auto ids = std::span(ids_).subspan(begins_[size], begins_[size + 1] - begins_[size]);
      if (size == 1) {
        for (const TokenId id : ids) own_[id] = Own::yes;
      } else if (!ids.empty()) {
        find_parts(ids, size);
        add(ids);
      }
    }
    if (!leave_surprises_open()) return std::nullopt;
    return LiveMerges{std::move(pairs_), std::move(own_)};
  }

 private:
  static constexpr std::size_t kIdsAtOnce = 1024;

  void sort_by_size() {
    std::size_t longest = 0;
    for (TokenId id = 0; id < tokens_.id_bound(); ++id) longest = std::max(longest, tokens_[id].size());
    begins_.assign(longest + 2, 0);
    for (TokenId id = 0; id < tokens_.id_bound(); ++id) ++begins_[tokens_[id].size() + 1];
    for (std::size_t size = 1; size < begins_.size(); ++size) begins_[size] += begins_[size - 1];
    ids_.resize(tokens_.id_bound());
    std::vector<std::size_t> places = begins_;
    for (TokenId id = 0; id < tokens_.id_bound(); ++id) ids_[places[tokens_[id].size()]++] = id;
  }

  void find_parts(std::span<const TokenId> ids, std::size_t size) {
    parts_.assign(ids.size(), Parts());
    parallel_for((ids.size() + kIdsAtOnce - 1) / kIdsAtOnce, 0, [&](std::size_t some, unsigned) {
      const std::size_t begin = some * kIdsAtOnce;
      const std::size_t count = std::min(kIdsAtOnce, ids.size() - begin);
      merge(ids.subspan(begin, count), size, std::span(parts_).subspan(begin, count));
    });
  }

  void merge(std::span<const TokenId> ids, std::size_t size, std::span<Parts> parts) const {
    if (size <= ShortWordsInTurn::kMostSymbols) return merge_in_turn<ShortWordsInTurn>(ids, size, parts);
    if (size <= LongWordsInTurn::kMostSymbols) return merge_in_turn<LongWordsInTurn>(ids, size, parts);
    merge_one_by_one(ids, size, parts);
  }

  template <class Words>
  void merge_in_turn(std::span<const TokenId> ids, std::size_t size, std::span<Parts> parts) const {
    Words words;
    std::array<TokenId, Words::kMostSymbols> merged;
    for (std::size_t begin = 0; begin < ids.size(); begin += Words::kMostWords) {
      words.clear();
      for (const TokenId id : ids.subspan(begin, std::min(Words::kMostWords, ids.size() - begin))) {
        std::ranges::transform(tokens_[id], words.add(size), [this](char byte) { return id_of(byte); });
      }
      words.merge(pairs_);
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (words.read(i, merged.data()) == 2) parts[begin + i] = {merged[0], merged[1]};
      }
    }
  }

  void merge_one_by_one(std::span<const TokenId> ids, std::size_t size, std::span<Parts> parts) const {
    std::vector<Symbol> symbols(size);
    MergeScratch scratch;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      std::ranges::transform(tokens_[ids[i]], symbols.begin(), [this](char byte) { return Symbol{id_of(byte), 1}; });
      if (merge_symbols(pairs_, symbols, scratch) == 2) parts[i] = {symbols[0].id, symbols[1].id};
    }
  }

  void add(std::span<const TokenId> ids) {
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (i + kAhead < ids.size()) pairs_.prefetch(parts_[i + kAhead].left, parts_[i + kAhead].right);
      if (!parts_[i].are_there()) continue;
      const TokenId id = ids[i];
      if (std::max(rank_of(parts_[i].left), rank_of(parts_[i].right)) > rank_of(id)) {
        surprises_.push_back(tokens_[id]);
        continue;
      }
      pairs_.set(parts_[i].left, parts_[i].right, {id, id});
      own_[id] = Own::yes;
    }
  }

  // What a surprise may be part of gets all its merges.
  bool leave_surprises_open() {
    if (surprises_.empty()) return true;
    if (!leave_open(tokens_, std::move(surprises_), own_)) return false;
    Merges splits;
    for (TokenId id = 0; id < own_.size(); ++id) {
      if (own_[id] == Own::unknown) append_splits(tokens_, id, splits);
    }
    for (const Merge& split : splits) pairs_.set(split.left, split.right, {split.result, split.result});
    return true;
  }

  TokenId id_of(char byte) const { return byte_ids_[static_cast<unsigned char>(byte)]; }
  // Bytes are there before anything merges.
  std::uint32_t rank_of(TokenId id) const { return tokens_[id].size() == 1 ? 0 : id + 1; }

  const TokenTable& tokens_;
  const std::array<TokenId, 256>& byte_ids_;
  PairTable pairs_;
  std::vector<Own> own_;
  LargeVector<TokenId> ids_;         // by the sizes of their tokens
  std::vector<std::size_t> begins_;  // of each size there
  std::vector<Parts> parts_;         // of the tokens of one size
  std::vector<std::string_view> surprises_;
};

}  // namespace

std::optional<LiveMerges> find_rank_merges(const TokenTable& tokens, const std::array<TokenId, 256>& byte_ids) {
  if (tokens.id_bound() >= LongWordsInTurn::kRankLimit) return std::nullopt;
  return RankMergeFinder(tokens, byte_ids).find();
}

}  // namespace tg
