// ASCII eight bytes at a time, in the halves of a register.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tg::ascii {

inline constexpr std::uint64_t kOnes = 0x0101010101010101;
inline constexpr std::uint64_t kHighBits = 0x8080808080808080;
inline constexpr std::size_t kBlock = 8;

inline std::uint64_t load(const char* at) {
  std::uint64_t block;
  std::memcpy(&block, at, sizeof block);
  return block;
}

inline void store(char* at, std::uint64_t block) {
  std::memcpy(at, &block, sizeof block);
}

inline bool is_ascii(std::uint64_t block) {
  return (block & kHighBits) == 0;
}

// All of ' ' to '~'. (A byte above 0x7F may carry into its neighbour, but is seen itself.)
inline bool is_printable(std::uint64_t block) {
  return ((~(block + kOnes * (0x80 - ' ')) | (block + kOnes) | block) & kHighBits) == 0;
}

// True when one of the bytes is a capital. REQUIRES: is_ascii(block).
inline std::uint64_t capitals(std::uint64_t block) {
  return (block + kOnes * (0x80 - 'A')) & ~(block + kOnes * (0x80 - 'Z' - 1)) & kHighBits;
}

// REQUIRES: is_ascii(block).
inline std::uint64_t lowered(std::uint64_t block) {
  return block + (capitals(block) >> 2);
}

// Where the run of ASCII that begins at `at` ends.
inline std::size_t end_of_run(std::string_view text, std::size_t at) {
  while (at + kBlock <= text.size() && is_ascii(load(text.data() + at))) at += kBlock;
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

// Skips whole blocks of ' ' to '~'.
inline std::size_t end_of_printable_blocks(std::string_view text, std::size_t at) {
  while (at + kBlock <= text.size() && is_printable(load(text.data() + at))) at += kBlock;
  return at;
}

template <class Block, class Byte>
bool all_of(std::string_view text, const Block& block_fits, const Byte& byte_fits) {
  std::size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    if (!block_fits(load(text.data() + at))) return false;
  }
  for (; at < text.size(); ++at) {
    if (!byte_fits(text[at])) return false;
  }
  return true;
}

inline bool is_ascii(std::string_view text) {
  return all_of(
      text, [](std::uint64_t block) { return is_ascii(block); },
      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// True when all of it is ASCII, and no capital.
inline bool is_lower_case(std::string_view text) {
  return all_of(
      text, [](std::uint64_t block) { return is_ascii(block) && capitals(block) == 0; },
      [](char c) { return static_cast<unsigned char>(c) < 0x80 && !(c >= 'A' && c <= 'Z'); });
}

inline bool is_printable(std::string_view text) {
  return all_of(
      text, [](std::uint64_t block) { return is_printable(block); }, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace tg::ascii
