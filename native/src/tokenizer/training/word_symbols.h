// Distinct words as symbols that merge. A symbol takes as many places as it is made of first symbols: its id stands at
// the first of them, its size at the second and at the last, so that both neighbours are found in one step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

class WordSymbols {
 public:
  // Stands before the first word and behind each. REQUIRES: ids are smaller.
  static constexpr TokenId kEnd = 0x7FFF'FFFF;

  WordSymbols() : ids_{kEnd} {}

  // Room for so many places and words; what is not used takes no memory where the system gives pages on first use.
  void reserve(std::size_t places, std::size_t words) {
    ids_.reserve(places);
    first_.reserve(words);
    counts_.reserve(words);
  }

  // REQUIRES: fewer than 65536 ids; is_full() was false.
  void add(std::span<const TokenId> ids, std::uint64_t count) {
    first_.push_back(static_cast<std::uint32_t>(ids_.size()));
    counts_.push_back(count);
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    ids_.push_back(kEnd);
  }
  bool is_full() const { return ids_.size() > 0xFFFE'0000u; }

  // Must follow the last add().
  void seal() {
    word_of_block_.clear();
    std::uint32_t word = 0;
    for (std::size_t at = 0; at < ids_.size(); at += kBlock) {
      while (word + 1 < first_.size() && first_[word + 1] <= at) ++word;
      word_of_block_.push_back(word);
    }
  }

  std::uint32_t places() const { return static_cast<std::uint32_t>(ids_.size()); }
  TokenId operator[](std::uint32_t at) const { return ids_[at]; }
  std::uint32_t next(std::uint32_t at) const { return at + size_at(ids_[at + 1]); }
  std::uint32_t previous(std::uint32_t at) const { return at - size_at(ids_[at - 1]); }

  // Calls visit(at, left, right) for every two neighbours, in order.
  template <class Visit>
  void for_each_pair(const Visit& visit) const {
    for (std::uint32_t at = 1; at + 1 < places();) {
      const std::uint32_t behind = next(at);
      if (ids_[at] != kEnd && ids_[behind] != kEnd) visit(at, ids_[at], ids_[behind]);
      at = behind;
    }
  }

  // How often the word at this place occurs.
  std::uint64_t count_at(std::uint32_t at) const {
    std::uint32_t word = word_of_block_[at / kBlock];
    while (word + 1 < first_.size() && first_[word + 1] <= at) ++word;
    return counts_[word];
  }

  // The symbols at `at` and behind it become `id`.
  void merge(std::uint32_t at, TokenId id) {
    const std::uint32_t second = next(at);
    const std::uint32_t size = next(second) - at;
    ids_[at] = id;
    ids_[second] = kInside;
    ids_[at + 1] = ids_[at + size - 1] = kInside | size;
  }

  // Bytes for so many places in so many words.
  static std::size_t bytes_for(std::size_t places, std::size_t words) {
    return places * sizeof(TokenId) + words * (sizeof(std::uint32_t) + sizeof(std::uint64_t)) + places / kBlock * 4;
  }

 private:
  static constexpr std::uint32_t kBlock = 32;
  // At places inside symbols, with the symbol's size below.
  static constexpr TokenId kInside = 0x8000'0000;

  static std::uint32_t size_at(TokenId unit) { return (unit & kInside) == 0 ? 1 : unit & ~kInside; }

  std::vector<TokenId> ids_;
  std::vector<std::uint32_t> first_;  // place of each word
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint32_t> word_of_block_;
};

}  // namespace tg
