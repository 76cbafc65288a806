// Which numbers are not in a set, told from a few bits for each: of those that are absent, one in some hundred looks
// present.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "base/prefetch.h"
#include "tokenizer/hashing.h"

namespace tg {

class NumberSet {
 public:
  NumberSet() = default;
  // Room for `count` numbers, at least eight bits each.
  explicit NumberSet(std::size_t count) : words_(std::bit_ceil(count / 8 + 2)) {
    shift_ = 64 - std::countr_zero(words_.size());
  }

  void add(std::uint64_t number) {
    const std::uint64_t hash = hash_number(number, kSeed);
    words_[hash >> shift_] |= bits_of(hash);
  }
  bool has_room() const { return !words_.empty(); }
  // REQUIRES: has_room().
  bool may_have(std::uint64_t number) const {
    const std::uint64_t hash = hash_number(number, kSeed);
    return (words_[hash >> shift_] & bits_of(hash)) == bits_of(hash);
  }

  // Begins to fetch what may_have reads. REQUIRES: has_room().
  void prefetch(std::uint64_t number) const { tg::prefetch(&words_[hash_number(number, kSeed) >> shift_]); }

  std::size_t memory_bytes() const { return words_.capacity() * sizeof(std::uint64_t); }

 private:
  static constexpr std::uint64_t kSeed = 0x2545F4914F6CDD1Du;
  // Two bits of one word: one place in memory is looked at.
  static std::uint64_t bits_of(std::uint64_t hash) {
    return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63);
  }
  std::vector<std::uint64_t> words_;
  int shift_ = 63;
};

}  // namespace tg
