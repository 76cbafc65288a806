// The pairs of neighbours that may still be merged: how often each occurs, and where it once occurred.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokenizer/hashing.h"

namespace tg {

using PairKey = std::uint64_t;

inline PairKey pair_of(TokenId left, TokenId right) {
  return static_cast<PairKey>(left) << 32 | right;
}
inline TokenId left_of(PairKey pair) {
  return static_cast<TokenId>(pair >> 32);
}
inline TokenId right_of(PairKey pair) {
  return static_cast<TokenId>(pair);
}

// Memory for lists of positions, given out once and freed all together.
class PositionArena {
 public:
  std::uint32_t* take(std::size_t count) {
    if (count > left_) {
      left_ = std::max(count, kBlock);
      taken_ += left_;
      blocks_.push_back(std::make_unique_for_overwrite<std::uint32_t[]>(left_));
      next_ = blocks_.back().get();
    }
    std::uint32_t* const taken = next_;
    next_ += count;
    left_ -= count;
    return taken;
  }

  std::size_t memory_bytes() const { return taken_ * sizeof(std::uint32_t); }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 18;
  std::vector<std::unique_ptr<std::uint32_t[]>> blocks_;
  std::uint32_t* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t taken_ = 0;
};

struct Pair {
  PairKey key;
  std::uint64_t count;
  std::uint32_t* positions = nullptr;  // ascending; some may have changed since
  std::uint32_t size = 0;
};

class PairCounts {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint32_t find(PairKey key) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = hash_number(key, 0) & mask_;; at = (at + 1) & mask_) {
      const std::uint32_t index = slots_[at];
      if (index == kNone || pairs_[index].key == key) return index;
    }
  }

  std::uint32_t find_or_add(PairKey key) {
    if (pairs_.size() * 2 >= slots_.size()) grow();
    std::size_t at = hash_number(key, 0) & mask_;
    for (; slots_[at] != kNone; at = (at + 1) & mask_) {
      if (pairs_[slots_[at]].key == key) return slots_[at];
    }
    slots_[at] = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back({key, 0});
    return slots_[at];
  }

  Pair& operator[](std::uint32_t index) { return pairs_[index]; }
  const Pair& operator[](std::uint32_t index) const { return pairs_[index]; }
  std::size_t size() const { return pairs_.size(); }
  std::size_t memory_bytes() const {
    return pairs_.capacity() * sizeof(Pair) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  void grow() {
    slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), kNone);
    mask_ = slots_.size() - 1;
    for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
      std::size_t at = hash_number(pairs_[i].key, 0) & mask_;
      while (slots_[at] != kNone) at = (at + 1) & mask_;
      slots_[at] = i;
    }
  }

  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
};

}  // namespace tg
