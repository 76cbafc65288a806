#include "tokenizer/ending_filter.h"

#include <algorithm>
#include <bit>

namespace tg {

EndingFilter::EndingFilter(std::span<const std::string_view> strings) {
  const auto count_of = [&](std::uint8_t kind) {
    return static_cast<std::size_t>(
        std::ranges::count_if(strings, [kind](std::string_view string) { return kind_of(string) == kind; }));
  };
  four_.reserve(count_of(kFour));
  six_.reserve(count_of(kSix));
  long_.reserve(count_of(kLong));
  for (const std::string_view string : strings) {
    if (string.empty()) continue;
    const std::uint8_t kind = kind_of(string);
    const char* const end = string.data() + string.size();
    kinds_[static_cast<std::uint8_t>(string.back())] |= kind;
    if (kind == kFour) four_.add(load32(end - 4));
    if (kind == kSix) six_.add(load32(end - 6) | load32(end - 4) >> 16 << 32);
    if (kind == kLong) long_.add(load64(end - 8));
  }
}

// Sixteen bits a number.
void EndingFilter::Set::reserve(std::size_t count) {
  const std::size_t words = std::bit_ceil(count / 4 + 2);
  words_.resize(words);
  shift_ = 64 - std::countr_zero(words);
}

}  // namespace tg
