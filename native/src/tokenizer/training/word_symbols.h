// Distinct words as symbols that merge. A symbol takes as many places as it is made of first symbols; its id stands at
// the first of them, its size at the first and the last, so that both neighbours are found in one step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

class WordSymbols {
 public:
  // Stands before the first word and behind each; no id is as large.
  static constexpr TokenId kEnd = ~TokenId{0};
  // At places inside symbols.
  static constexpr TokenId kInside = kEnd - 1;

  WordSymbols() : ids_{kEnd}, sizes_{1} {}

  // REQUIRES: fewer than 65536 ids; is_full() was false.
  void add(std::span<const TokenId> ids, std::uint64_t count) {
    first_.push_back(static_cast<std::uint32_t>(ids_.size()));
    counts_.push_back(count);
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    ids_.push_back(kEnd);
    sizes_.resize(ids_.size(), 1);
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
  std::uint32_t next(std::uint32_t at) const { return at + sizes_[at]; }
  std::uint32_t previous(std::uint32_t at) const { return at - sizes_[at - 1]; }

  // How often the word at this place occurs.
  std::uint64_t count_at(std::uint32_t at) const {
    std::uint32_t word = word_of_block_[at / kBlock];
    while (word + 1 < first_.size() && first_[word + 1] <= at) ++word;
    return counts_[word];
  }

  // The symbols at `at` and behind it become `id`.
  void merge(std::uint32_t at, TokenId id) {
    const std::uint32_t second = next(at);
    const auto size = static_cast<std::uint16_t>(sizes_[at] + sizes_[second]);
    ids_[second] = kInside;
    ids_[at] = id;
    sizes_[at] = size;
    sizes_[at + size - 1] = size;
  }

 private:
  static constexpr std::uint32_t kBlock = 32;

  std::vector<TokenId> ids_;
  std::vector<std::uint16_t> sizes_;
  std::vector<std::uint32_t> first_;  // place of each word
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint32_t> word_of_block_;
};

}  // namespace tg
