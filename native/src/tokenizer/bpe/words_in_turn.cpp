#include "tokenizer/bpe/words_in_turn.h"

#include <algorithm>
#include <utility>

#include "tokenizer/token_table.h"

namespace tg {

template <std::size_t kMost>
void WordsInTurn<kMost>::merge(const PairTable& pairs) {
  for (std::size_t i = 0; i < size_; ++i) begin(pairs, words_[i]);
  std::size_t going = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    going_[going] = static_cast<std::uint8_t>(i);
    going += join(pairs, words_[i]) ? 1 : 0;
  }
  while (going > 0) {
    for (std::size_t i = 0; i < going; ++i) {
      pairs.narrow(words_[going_[i]].before);
      pairs.narrow(words_[going_[i]].behind);
    }
    for (std::size_t i = 0; i < going; ++i) look_up(pairs, words_[going_[i]]);
    const std::size_t before = std::exchange(going, 0);
    for (std::size_t i = 0; i < before; ++i) {
      going_[going] = going_[i];
      going += join(pairs, words_[going_[i]]) ? 1 : 0;
    }
  }
}

template <std::size_t kMost>
void WordsInTurn<kMost>::begin(const PairTable& pairs, Word& word) {
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
template <std::size_t kMost>
bool WordsInTurn<kMost>::join(const PairTable& pairs, Word& word) {
  std::int32_t best = kNever;
  for (std::size_t i = 0; i <= kMostSymbols; ++i) best = std::min(best, word.order[i]);
  if (best >= kNever) return false;
  const auto at = static_cast<std::uint8_t>(best & static_cast<std::int32_t>(kMost));
  const std::uint8_t swallowed = word.next[at];
  const std::uint8_t after = word.next[swallowed];
  const std::uint8_t before = word.previous[at];
  const TokenId id = word.results[at];
  word.ids[at] = id;
  word.next[at] = after;
  word.previous[after] = at;
  word.order[swallowed] = kNever;
  word.joined = at;
  word.before = pairs.place_of(word.ids[before], id);
  word.behind = pairs.place_of(id, word.ids[after]);
  return true;
}

// The pairs that the last merge made.
template <std::size_t kMost>
void WordsInTurn<kMost>::look_up(const PairTable& pairs, Word& word) {
  const std::size_t at = word.joined;
  const std::size_t before = word.previous[at];
  set(word, before, pairs.find(word.ids[before], word.ids[at], word.before));
  set(word, at, pairs.find(word.ids[at], word.ids[word.next[at]], word.behind));
}

template <std::size_t kMost>
void WordsInTurn<kMost>::set(Word& word, std::size_t at, PairMerge merge) {
  word.results[at] = merge.result;
  word.order[at] = static_cast<std::int32_t>(std::min(merge.rank, kRankLimit) * (kMost + 1) | at);
}

template class WordsInTurn<15>;
template class WordsInTurn<31>;

}  // namespace tg
