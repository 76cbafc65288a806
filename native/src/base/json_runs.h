// Runs of characters in a JSON string that stand for themselves, eight bytes at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tg::json {

inline bool ends_plain_run(char character) {
  return character == '"' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
}

// Flags, in its high bit, every byte of `word` that ends a plain run. Bytes above a flagged one may be flagged wrongly,
// so only the lowest flag counts.
inline std::uint64_t plain_run_enders(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t backslash = word ^ (kOnes * '\\');
  return (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * 0x20) & ~word)) & kHighs;
}

// Position of the first byte from `position` on that ends a run of characters standing for themselves, or the end.
inline std::size_t plain_run_end(std::string_view bytes, std::size_t position) {
  while (std::endian::native == std::endian::little && position + 8 <= bytes.size()) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + position, sizeof word);
    const std::uint64_t enders = plain_run_enders(word);
    if (enders != 0) return position + static_cast<std::size_t>(std::countr_zero(enders)) / 8;
    position += 8;
  }
  while (position < bytes.size() && !ends_plain_run(bytes[position])) ++position;
  return position;
}

}  // namespace tg::json
