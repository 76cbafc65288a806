// Which two neighbours merge, at what rank, and into what. Pairs of bytes, which every word begins with, lie in a
// square by their ids; the others are looked up by a hash. Most of them do not merge, and most of those are found out
// in a filter that is small enough for a near cache.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/prefetch.h"
#include "tokengraft/large_pages.h"
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
  struct Slot {
    std::uint64_t key = ~std::uint64_t{0};
    PairMerge merge;
  };

 public:
  // Room for `count` pairs.
  explicit PairTable(std::size_t count = 0);

  // A pair that is there already gets the new rank and result. REQUIRES: rank != PairMerge::kNever.
  void set(TokenId left, TokenId right, PairMerge merge);
  // Begins to fetch the memory that `set` will need.
  void prefetch(TokenId left, TokenId right) const { tg::prefetch(&slots_[slot_of(key_of(left, right))]); }

  PairMerge find(TokenId left, TokenId right) const {
    if ((left | right) < side_) return square_[left * kSide + right];
    const std::uint64_t key = key_of(left, right);
    const std::uint64_t hash = hash_number(key, seed_);
    if (!may_have(hash)) return {};
    return find_from(hash & mask_, key);
  }

  // Where to look for a pair later, in three steps that each begin to fetch what the next one reads: place_of, narrow,
  // find. Whether a pair is there cannot be guessed, so nothing branches on what the filter says.
  class Place {
    friend class PairTable;
    std::uint64_t hash = 0;
    const Slot* slot = nullptr;
  };
  Place place_of(TokenId left, TokenId right) const {
    const std::uint64_t hash = hash_number(key_of(left, right), seed_);
    tg::prefetch(&filter_[bit_of(hash) / 64]);
    Place place;
    place.hash = hash;
    return place;
  }
  void narrow(Place& place) const {
    const std::array<const Slot*, 2> choice{&kNothing, &slots_[place.hash & mask_]};
    place.slot = choice[may_have(place.hash) ? 1 : 0];
    tg::prefetch(place.slot);
  }
  // Of a pair that is not there, the result says nothing.
  PairMerge find(TokenId left, TokenId right, Place place) const {
    if ((left | right) < side_) return square_[left * kSide + right];
    const std::uint64_t key = key_of(left, right);
    const Slot& slot = *place.slot;
    const bool is_it = slot.key == key;
    if (!is_it && slot.merge.rank != PairMerge::kNever) {
      return find_from(static_cast<std::size_t>(&slot - slots_.data() + 1) & mask_, key);
    }
    return {is_it ? slot.merge.rank : PairMerge::kNever, slot.merge.result};
  }

  std::size_t size() const { return count_ + in_square_; }
  // Calls `use(left, right, merge)` for every pair, in no particular order.
  template <class Use>
  void for_each(const Use& use) const {
    for (TokenId at = 0; at < square_.size(); ++at) {
      if (square_[at].rank != PairMerge::kNever) use(at / kSide, at % kSide, square_[at]);
    }
    for (const Slot& slot : slots_) {
      if (slot.merge.rank == PairMerge::kNever) continue;
      use(static_cast<TokenId>(slot.key >> 32), static_cast<TokenId>(slot.key), slot.merge);
    }
  }
  std::size_t memory_bytes() const {
    return tg::memory_bytes(slots_) + tg::memory_bytes(filter_) + tg::memory_bytes(square_);
  }

 private:
  static const Slot kNothing;

  PairMerge find_from(std::size_t at, std::uint64_t key) const {
    for (;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.key == key) return slot.merge;
      if (slot.merge.rank == PairMerge::kNever) return {};
    }
  }

  static std::uint64_t key_of(TokenId left, TokenId right) { return std::uint64_t{left} << 32 | right; }
  std::size_t slot_of(std::uint64_t key) const { return hash_number(key, seed_) & mask_; }
  // The filter has a bit for each hash; its place depends on the upper half of that, the slot on the lower.
  std::size_t bit_of(std::uint64_t hash) const { return (hash >> 32) & (mask_ * kBitsPerSlot + kBitsPerSlot - 1); }
  bool may_have(std::uint64_t hash) const {
    const std::size_t bit = bit_of(hash);
    return (filter_[bit / 64] >> (bit % 64) & 1) != 0;
  }
  void put_in_square(TokenId left, TokenId right, PairMerge merge);
  void resize(std::size_t slots);
  void put(const Slot& slot);
  void grow();

  // Nearly every vocabulary gives the bytes these ids.
  static constexpr TokenId kSide = 256;
  // Of the pairs that are absent, one in ten finds its bit set.
  static constexpr std::size_t kBitsPerSlot = 4;

  std::uint64_t seed_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;  // of pairs in the slots
  LargeVector<Slot> slots_;
  std::vector<std::uint64_t> filter_;
  TokenId side_ = 0;  // kSide once the square has a pair
  std::size_t in_square_ = 0;
  std::vector<PairMerge> square_;
};

}  // namespace tg
