// Where a byte stands among 64: one bit each, the first the lowest.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tg {

inline constexpr std::size_t kMaskBlock = 64;

// The obvious twin, for other processors and for ends of text.
inline std::uint64_t byte_mask_of(const char* at, std::size_t size, char byte) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < size; ++i) mask |= std::uint64_t{at[i] == byte} << i;
  return mask;
}

// REQUIRES: 64 readable bytes.
inline std::uint64_t byte_mask(const char* at, char byte) {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(byte);
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kMaskBlock; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
    const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
    mask |= std::uint64_t{bits} << i;
  }
  return mask;
#else
  return byte_mask_of(at, kMaskBlock, byte);
#endif
}

}  // namespace tg
