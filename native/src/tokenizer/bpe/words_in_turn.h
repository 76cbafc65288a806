// The merge loop of BPE for many short words at once. What a word merges next depends on what it merged before, and the
// pairs lie far apart in memory, so a word alone waits half of the time. Here all words take a step in turn, and what
// one looks up next is on its way while the others have theirs.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tokenizer/bpe/pair_table.h"

namespace tg {

// Words of up to `kMost` symbols.
template <std::size_t kMost>
class WordsInTurn {
 public:
  static constexpr std::size_t kMostWords = 64;
  static constexpr std::size_t kMostSymbols = kMost;
  // Ranks from it on leave no room for a place beside them.
  static constexpr std::uint32_t kRankLimit = (std::uint32_t{1} << (31 - std::bit_width(kMost))) - 1;

  std::size_t size() const { return size_; }
  bool is_full() const { return size_ == kMostWords; }
  void clear() { size_ = 0; }

  // Adds a word of so many symbols, and answers where they go. REQUIRES: !is_full(); 1 to kMostSymbols.
  TokenId* add(std::size_t symbols) {
    words_[size_].size = static_cast<std::uint8_t>(symbols);
    return words_[size_++].ids.data();
  }

  // Merges every word, as merge_symbols does. REQUIRES: ranks below kRankLimit.
  void merge(const PairTable& pairs);

  // Writes the symbols that word `number` was merged to, and answers how many.
  std::size_t read(std::size_t number, TokenId* to) const {
    const Word& word = words_[number];
    std::size_t count = 0;
    for (std::size_t at = 0; at < word.size; at = word.next[at]) to[count++] = word.ids[at];
    return count;
  }

 private:
  static_assert(std::has_single_bit(kMost + 1), "a place fills the bits below a rank");

  // A place beyond all symbols. What stands there merges with nothing, nor does what stands behind the last symbol.
  static constexpr std::uint8_t kOutside = kMostSymbols + 1;
  static constexpr std::size_t kPlaces = kMostSymbols + 2;
  // Signed, for which every processor has vectors. From kNever on: no rank, at some place.
  static constexpr auto kNever = static_cast<std::int32_t>(kRankLimit * (kMost + 1));

  // A symbol stays where its first part was.
  struct Word {
    std::array<TokenId, kPlaces> ids;
    std::array<TokenId, kPlaces> results;     // of merging with the next symbol
    std::array<std::int32_t, kPlaces> order;  // of doing so: the rank, and in the lowest bits the place
    std::array<std::uint8_t, kPlaces> next;
    std::array<std::uint8_t, kPlaces> previous;
    std::uint8_t size;        // symbols at first
    std::uint8_t joined;      // where two of them were merged last
    PairTable::Place before;  // of the pair that ends there, and of the one that begins there
    PairTable::Place behind;
  };

  static void begin(const PairTable& pairs, Word& word);
  static bool join(const PairTable& pairs, Word& word);
  static void look_up(const PairTable& pairs, Word& word);
  static void set(Word& word, std::size_t at, PairMerge merge);

  std::size_t size_ = 0;
  std::array<Word, kMostWords> words_;
  std::array<std::uint8_t, kMostWords> going_;  // those that may merge on
};

// By how many symbols they have at first.
using ShortWordsInTurn = WordsInTurn<15>;
using LongWordsInTurn = WordsInTurn<31>;

}  // namespace tg
