// Which two neighbours merge, at what rank, and into what.
#pragma once

#include <cstdint>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokenizer/hashing.h"
#include "tokenizer/memory_bytes.h"

namespace tg {

struct PairMerge {
  static constexpr std::uint32_t kNever = ~std::uint32_t{0};
  std::uint32_t rank = kNever;  // the lowest merges first
  TokenId result = 0;
};

class PairTable {
 public:
  // Room for `count` pairs.
  explicit PairTable(std::size_t count = 0);

  // A pair that is there already gets the new rank and result. REQUIRES: rank != PairMerge::kNever.
  void set(TokenId left, TokenId right, PairMerge merge);
  // Begins to fetch the memory that `set` will need.
  void prefetch(TokenId left, TokenId right) const { __builtin_prefetch(&slots_[slot_of(key_of(left, right))]); }

  PairMerge find(TokenId left, TokenId right) const {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t at = slot_of(key);; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.key == key) return slot.merge;
      if (slot.merge.rank == PairMerge::kNever) return {};
    }
  }

  std::size_t size() const { return count_; }
  std::size_t memory_bytes() const { return tg::memory_bytes(slots_); }

 private:
  struct Slot {
    std::uint64_t key = ~std::uint64_t{0};
    PairMerge merge;
  };

  static std::uint64_t key_of(TokenId left, TokenId right) { return std::uint64_t{left} << 32 | right; }
  std::size_t slot_of(std::uint64_t key) const { return static_cast<std::size_t>(hash_number(key, seed_)) & mask_; }
  void grow();

  std::uint64_t seed_;
  std::size_t mask_;
  std::size_t count_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace tg
