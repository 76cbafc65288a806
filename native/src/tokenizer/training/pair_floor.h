// How frequent a pair must be so that the index of all pairs as frequent fits into memory. Pairs share counters, which
// therefore never show less than a pair has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "tokenizer/training/pair_counts.h"
#include "tokenizer/training/word_symbols.h"

namespace tg {

class PairFloor {
 public:
  using Pairs = std::unordered_set<PairKey>;

  // With a budget of 0 bytes the floor is `least_count`. Pairs in `without` are not counted.
  PairFloor(const WordSymbols& symbols, std::uint64_t least_count, std::size_t budget, const Pairs& without);

  std::uint64_t count() const { return count_; }
  void lower_to(std::uint64_t count) { count_ = count; }
  // False for pairs that are rarer, and only for those.
  bool may_hold(PairKey pair) const { return shared_.empty() || shared_[slot_of(pair)].count >= count_; }

 private:
  struct Shared {
    std::uint64_t count = 0;
    std::uint64_t places = 0;
  };

  std::size_t slot_of(PairKey pair) const { return hash_number(pair, 0) & (shared_.size() - 1); }
  std::uint64_t choose(std::uint64_t least_count, std::size_t budget) const;

  std::vector<Shared> shared_;
  std::uint64_t count_;
};

}  // namespace tg
