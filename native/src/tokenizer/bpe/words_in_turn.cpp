#include "tokenizer/bpe/words_in_turn.h"

#include <algorithm>
#include <utility>

#include "tokenizer/token_table.h"

namespace tg {
namespace {

// Signed, for which every processor has vectors. From kNever on: no rank, at some place.
constexpr std::int32_t kNever = static_cast<std::int32_t>(WordsInTurn::kRankLimit << 4);

constexpr std::int32_t order_of(std::uint32_t rank, std::size_t place) {
  return static_cast<std::int32_t>(std::min(rank, WordsInTurn::kRankLimit) << 4 | static_cast<std::uint32_t>(place));
}

}  // namespace

void WordsInTurn::merge(const PairTable& pairs) {
  for (std::size_t i = 0; i < size_; ++i) begin(pairs, words_[i]);
  std::size_t going = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    going_[going] = static_cast<std::uint8_t>(i);
    going += join(pairs, words_[i]) ? 1 : 0;
  }
  while (going > 0) {
    for (std::size_t i = 0; i < going; ++i) look_up(pairs, words_[going_[i]]);
    const std::size_t before = std::exchange(going, 0);
    for (std::size_t i = 0; i < before; ++i) {
      going_[going] = going_[i];
      going += join(pairs, words_[going_[i]]) ? 1 : 0;
    }
  }
}

void WordsInTurn::begin(const PairTable& pairs, Word& word) {
  word.ids[word.size] = TokenTable::kNone;
  word.ids[kOutside] = TokenTable::kNone;
  word.order.fill(kNever);
  for (std::uint8_t i = 0; i < word.size; ++i) {
    word.next[i] = i + 1;
    word.previous[i] = i - 1;
  }
  word.previous[0] = kOutside;
  for (std::size_t i = 0; i + 1 < word.size; ++i) set(word, i, pairs.find(word.ids[i], word.ids[i + 1]));
}

// Merges the pair of the lowest rank, the leftmost of equals. False: none merges.
bool WordsInTurn::join(const PairTable& pairs, Word& word) {
  std::int32_t best = kNever;
  for (std::size_t i = 0; i <= kMostSymbols; ++i) best = std::min(best, word.order[i]);
  if (best >= kNever) return false;
  const auto at = static_cast<std::uint8_t>(best & 15);
  const std::uint8_t swallowed = word.next[at];
  const std::uint8_t after = word.next[swallowed];
  const std::uint8_t before = word.previous[at];
  const TokenId id = word.results[at];
  word.ids[at] = id;
  word.next[at] = after;
  word.previous[after] = at;
  word.order[swallowed] = kNever;
  word.joined = at;
  word.before = before == kOutside ? PairTable::Place() : pairs.place_of(word.ids[before], id);
  word.behind = after == word.size ? PairTable::Place() : pairs.place_of(id, word.ids[after]);
  return true;
}

// The pairs that the last merge made.
void WordsInTurn::look_up(const PairTable& pairs, Word& word) {
  const std::size_t at = word.joined;
  const std::size_t before = word.previous[at];
  set(word, before, pairs.find(word.ids[before], word.ids[at], word.before));
  set(word, at, pairs.find(word.ids[at], word.ids[word.next[at]], word.behind));
}

void WordsInTurn::set(Word& word, std::size_t at, PairMerge merge) {
  word.results[at] = merge.result;
  word.order[at] = order_of(merge.rank, at);
}

}  // namespace tg
