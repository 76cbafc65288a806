// Which two neighbours merge, at what rank, and into what. Pairs of bytes, which every word begins with, lie in a
// square by their ids; the others are looked up by a hash, four of them in a cache line: which of the four it is, if
// any, is found without a branch that would have to be guessed. Most pairs do not merge, and most of those are found
// out in a filter that is small enough for a near cache.
#pragma once

#include <array>
#include <bit>
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
  static constexpr std::size_t kPerLine = 4;
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};

  // Filled from the first place on; when it is full, more of its pairs may lie in the next one.
  struct alignas(64) Line {
    std::array<std::uint64_t, kPerLine> keys{kNoKey, kNoKey, kNoKey, kNoKey};
    std::array<PairMerge, kPerLine> merges;

    bool is_full() const { return keys[kPerLine - 1] != kNoKey; }
  };

 public:
  // Room for `count` pairs.
  explicit PairTable(std::size_t count = 0);

  // A pair that is there already gets the new rank and result. REQUIRES: rank != PairMerge::kNever.
  void set(TokenId left, TokenId right, PairMerge merge);
  // Begins to fetch the memory that `set` will need.
  void prefetch(TokenId left, TokenId right) const { tg::prefetch(&lines_[hash_of(key_of(left, right)) & mask_]); }

  // Of a pair that is not there, the result says nothing.
  PairMerge find(TokenId left, TokenId right) const {
    if ((left | right) < side_) return square_[left * kSide + right];
    const std::uint64_t key = key_of(left, right);
    const std::uint64_t hash = hash_of(key);
    if (!may_have(hash)) return {};
    return find_from(&lines_[hash & mask_], key);
  }

  // Where to look for a pair later, in three steps that each begin to fetch what the next one reads: place_of, narrow,
  // find. Whether a pair is there cannot be guessed, so nothing branches on what the filter says.
  class Place {
    friend class PairTable;
    std::uint64_t hash = 0;
    const Line* line = nullptr;
  };
  Place place_of(TokenId left, TokenId right) const {
    const std::uint64_t hash = hash_of(key_of(left, right));
    tg::prefetch(&filter_[bit_of(hash) / 64]);
    Place place;
    place.hash = hash;
    return place;
  }
  void narrow(Place& place) const {
    const std::array<const Line*, 2> choice{&kNothing, &lines_[place.hash & mask_]};
    place.line = choice[may_have(place.hash) ? 1 : 0];
    tg::prefetch(place.line);
  }
  PairMerge find(TokenId left, TokenId right, Place place) const {
    if ((left | right) < side_) return square_[left * kSide + right];
    return find_from(place.line, key_of(left, right));
  }

  std::size_t size() const { return count_ + in_square_; }
  // Calls `use(left, right, merge)` for every pair, in no particular order.
  template <class Use>
  void for_each(const Use& use) const {
    for (TokenId at = 0; at < square_.size(); ++at) {
      if (square_[at].rank != PairMerge::kNever) use(at / kSide, at % kSide, square_[at]);
    }
    for (const Line& line : lines_) {
      for (std::size_t i = 0; i < kPerLine && line.keys[i] != kNoKey; ++i) {
        use(static_cast<TokenId>(line.keys[i] >> 32), static_cast<TokenId>(line.keys[i]), line.merges[i]);
      }
    }
  }
  std::size_t memory_bytes() const {
    return tg::memory_bytes(lines_) + tg::memory_bytes(filter_) + tg::memory_bytes(square_);
  }

 private:
  static const Line kNothing;

  PairMerge find_from(const Line* line, std::uint64_t key) const {
    for (;; line = next(line)) {
      std::uint64_t found = 0;
      std::uint64_t misses = ~std::uint64_t{0};
      for (std::size_t i = 0; i < kPerLine; ++i) {
        const std::uint64_t is_it = -std::uint64_t{line->keys[i] == key};
        found |= std::bit_cast<std::uint64_t>(line->merges[i]) & is_it;
        misses &= ~is_it;
      }
      const auto merge = std::bit_cast<PairMerge>(found | misses);
      const std::uint64_t goes_on = misses & std::uint64_t{line->is_full()};
      if (goes_on == 0) return merge;
    }
  }
  const Line* next(const Line* line) const { return line == &lines_.back() ? lines_.data() : line + 1; }

  static std::uint64_t key_of(TokenId left, TokenId right) { return std::uint64_t{left} << 32 | right; }
  std::uint64_t hash_of(std::uint64_t key) const { return hash_number(key, seed_); }
  // The filter has a bit for each hash; its place depends on the upper half of that, the line on the lower.
  std::size_t bit_of(std::uint64_t hash) const { return (hash >> 32) & (mask_ * kBitsPerLine + kBitsPerLine - 1); }
  bool may_have(std::uint64_t hash) const {
    const std::size_t bit = bit_of(hash);
    return (filter_[bit / 64] >> (bit % 64) & 1) != 0;
  }
  void put_in_square(TokenId left, TokenId right, PairMerge merge);
  void resize(std::size_t lines);
  void put(std::uint64_t key, PairMerge merge);
  void grow();

  // Nearly every vocabulary gives the bytes these ids.
  static constexpr TokenId kSide = 256;
  // Of the pairs that are absent, one in ten finds its bit set.
  static constexpr std::size_t kBitsPerLine = 16;

  std::uint64_t seed_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;  // of pairs in the lines
  LargeVector<Line> lines_;
  std::vector<std::uint64_t> filter_;
  TokenId side_ = 0;  // kSide once the square has a pair
  std::size_t in_square_ = 0;
  std::vector<PairMerge> square_;
};

}  // namespace tg
