// Pieces of up to fifteen bytes as two numbers: equal numbers are equal pieces, so tables of them compare and hash
// without touching text. Nearly all pieces are that short: 94 % in CJK text, 99 % elsewhere.
#pragma once

#include <array>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "tokenizer/hashing.h"

namespace tg {

struct alignas(16) ShortKey {
  static constexpr std::size_t kLongest = 15;

  std::uint64_t low = 0;   // the first eight bytes
  std::uint64_t high = 0;  // the next seven, and the size above them
  bool operator==(const ShortKey& other) const {
#if defined(__SSE2__)
    const auto load = [](const ShortKey& key) { return _mm_load_si128(reinterpret_cast<const __m128i*>(&key)); };
    return _mm_movemask_epi8(_mm_cmpeq_epi32(load(*this), load(other))) == 0xFFFF;
#else
    return ((low ^ other.low) | (high ^ other.high)) == 0;
#endif
  }

  std::size_t size() const {
    return high >> 56;
  }
  // Of the bytes.
  bool is_ascii() const {
    return ((low | high << 8) & 0x8080808080808080u) == 0;
  }

  std::uint64_t hash(std::uint64_t seed) const {
    return mix(low ^ seed, high ^ 0x9E3779B97F4A7C15u);
  }
};

// What is left of sixteen bytes that are read at once when a piece has fewer.
struct ShortKeyMasks {
  std::uint64_t low;
  std::uint64_t high;
  std::uint64_t size;
};

constexpr std::array<ShortKeyMasks, ShortKey::kLongest + 1> make_short_key_masks() {
  std::array<ShortKeyMasks, ShortKey::kLongest + 1> masks{};
  for (std::uint64_t size = 0; size < masks.size(); ++size) {
    const auto ones = [](std::uint64_t bytes) { return (std::uint64_t{1} << 8 * bytes) - 1; };
    masks[size] = {size < 8 ? ones(size) : ~std::uint64_t{0}, size > 8 ? ones(size - 8) : 0, size << 56};
  }
  return masks;
}

inline constexpr std::array<ShortKeyMasks, ShortKey::kLongest + 1> kShortKeyMasks = make_short_key_masks();

// REQUIRES: size <= ShortKey::kLongest, and sixteen bytes can be read at `at`.
inline ShortKey short_key_at(const char* at, std::size_t size) {
  const ShortKeyMasks& masks = kShortKeyMasks[size];
  return {load64(at) & masks.low, (load64(at + 8) & masks.high) | masks.size};
}

// The same for a piece that nothing may be read behind.
inline ShortKey short_key_of(std::string_view piece) {
  char room[16] = {};
  std::memcpy(room, piece.data(), piece.size());
  return short_key_at(room, piece.size());
}

}  // namespace tg
