#include "base/utf8_validity.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/utf8_blocks.h"

namespace tg {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080;

std::uint64_t load_eight(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// What may follow a lead byte: how many bytes, and the range of the first of them (the others are 80..BF).
struct Tail {
  std::size_t length;  // 0: the byte leads nothing
  unsigned char first_low;
  unsigned char first_high;
};

Tail tail_of(unsigned char lead) {
  if (lead < 0xC2 || lead > 0xF4) return {0, 0, 0};
  if (lead < 0xE0) return {1, 0x80, 0xBF};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead < 0xF0) return {2, 0x80, 0xBF};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return {3, 0x80, 0xBF};
}

// A well-formed sequence, or the part of one that is there.
struct Sequence {
  std::size_t length;
  bool complete;
};

// REQUIRES: the byte at `position` is not ASCII.
Sequence read_sequence(std::string_view bytes, std::size_t position) {
  const Tail tail = tail_of(static_cast<unsigned char>(bytes[position]));
  if (tail.length == 0) return {1, false};
  unsigned low = tail.first_low;
  unsigned high = tail.first_high;
  for (std::size_t length = 1; length <= tail.length; ++length) {
    if (position + length >= bytes.size()) return {length, false};
    const auto byte = static_cast<unsigned char>(bytes[position + length]);
    if (byte < low || byte > high) return {length, false};
    low = 0x80;
    high = 0xBF;
  }
  return {tail.length + 1, true};
}

}  // namespace

std::size_t skip_ascii(std::string_view bytes, std::size_t position) {
  while (std::endian::native == std::endian::little && position + 8 <= bytes.size()) {
    const std::uint64_t high_bits = load_eight(bytes.data() + position) & kHighBits;
    if (high_bits != 0) return position + static_cast<std::size_t>(std::countr_zero(high_bits)) / 8;
    position += 8;
  }
  while (position < bytes.size() && static_cast<unsigned char>(bytes[position]) < 0x80) ++position;
  return position;
}

bool is_ascii(std::string_view bytes) {
  return skip_ascii(bytes, 0) == bytes.size();
}

std::size_t find_malformed_utf8(std::string_view bytes) {
  std::size_t position = skip_valid_blocks(bytes);
  while (position < bytes.size()) {
    if (static_cast<unsigned char>(bytes[position]) < 0x80) {
      position = skip_ascii(bytes, position);
      continue;
    }
    const Sequence sequence = read_sequence(bytes, position);
    if (!sequence.complete) return position;
    position += sequence.length;
  }
  return std::string_view::npos;
}

std::size_t malformed_length(std::string_view bytes, std::size_t position) {
  return read_sequence(bytes, position).length;
}

}  // namespace tg
