// Tells most places of a text at which none of many strings ends, from the last bytes alone.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/hashing.h"

namespace tg {

class EndingFilter {
 public:
  EndingFilter() = default;
  // Empty strings are left out.
  explicit EndingFilter(std::span<const std::string_view> strings);

  // False: no string ends at text[0, end). True: perhaps. REQUIRES: 0 < end <= text.size().
  bool may_end(std::string_view text, std::size_t end) const {
    const std::uint8_t kinds = kinds_[static_cast<std::uint8_t>(text[end - 1])];
    if (kinds == 0) return false;
    // (The sets are by the low bytes of words, which are the last ones of the text only where words are little-endian.)
    if ((kinds & kShort) != 0 || std::endian::native != std::endian::little) return true;
    if (end < 8) return end >= 4;
    const std::uint64_t last = load64(text.data() + end - 8);
    return ((kinds & kLong) != 0 && long_.may_have(last)) || ((kinds & kSix) != 0 && six_.may_have(last >> 16)) ||
           ((kinds & kFour) != 0 && four_.may_have(last >> 32));
  }

 private:
  // Numbers with two bits each in one word: of those that are absent, one in some hundred looks present.
  class Set {
   public:
    void reserve(std::size_t count);
    void add(std::uint64_t number) {
      const std::uint64_t hash = hash_number(number, kSeed);
      words_[hash >> shift_] |= bits_of(hash);
    }
    bool may_have(std::uint64_t number) const {
      const std::uint64_t hash = hash_number(number, kSeed);
      return (words_[hash >> shift_] & bits_of(hash)) == bits_of(hash);
    }

   private:
    static constexpr std::uint64_t kSeed = 0x2545F4914F6CDD1Du;
    static std::uint64_t bits_of(std::uint64_t hash) {
      return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63);
    }
    std::vector<std::uint64_t> words_;
    int shift_ = 63;
  };

  // By length: below 4 bytes, 4 and 5, 6 and 7, and longer ones.
  static constexpr std::uint8_t kShort = 1;
  static constexpr std::uint8_t kFour = 2;
  static constexpr std::uint8_t kSix = 4;
  static constexpr std::uint8_t kLong = 8;
  static std::uint8_t kind_of(std::string_view string) {
    return string.size() < 4 ? kShort : string.size() < 6 ? kFour : string.size() < 8 ? kSix : kLong;
  }

  std::array<std::uint8_t, 256> kinds_{};  // of the strings that end with a byte
  // Their last four, six or eight bytes, as far as they have them.
  Set four_;
  Set six_;
  Set long_;
};

}  // namespace tg
