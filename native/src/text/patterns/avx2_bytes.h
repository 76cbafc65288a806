// What window_bytes.h promises, by AVX2 and BMI2.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace tg::scan {

// (Every processor with AVX2 has LZCNT, by which clang does not ask.)
inline bool have_windows() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

using ByteVector = __m256i;

struct WindowBytes {
  ByteVector low;
  ByteVector high;
};

TG_WINDOW_INLINE WindowBytes load_window(const void* at) {
  const auto* vectors = static_cast<const __m256i_u*>(at);
  return {_mm256_loadu_si256(vectors), _mm256_loadu_si256(vectors + 1)};
}

// A test answers for each byte in its highest bit.
template <class Test>
TG_WINDOW_INLINE std::uint64_t mask_of(const WindowBytes& bytes, const Test& test) {
  const auto low = static_cast<std::uint32_t>(_mm256_movemask_epi8(test(bytes.low)));
  const auto high = static_cast<std::uint32_t>(_mm256_movemask_epi8(test(bytes.high)));
  return std::uint64_t{high} << 32 | low;
}

// Bytes from `first` to `last`, once `fold` is set in them.
struct IsBetween {
  unsigned char first;
  unsigned char last;
  unsigned char fold = 0;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    const ByteVector folded = _mm256_or_si256(bytes, all(fold));
    // Shifted so that the range ends at the largest signed byte.
    const ByteVector shifted = _mm256_add_epi8(folded, all(127 - last));
    return _mm256_cmpgt_epi8(shifted, all(127 - (last - first) - 1));
  }

 private:
  TG_WINDOW_INLINE static ByteVector all(int byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }
};

struct IsByte {
  char byte;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte));
  }
};

struct HasBit {
  int bit;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const { return _mm256_slli_epi16(bytes, 7 - bit); }
};

// Not ASCII.
struct IsWide {
  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const { return bytes; }
};

struct IsContinuation {
  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(0xC0)), bytes);
  }
};

// As BitPlaces.
class WindowPlaces {
 public:
  static WindowPlaces of(std::uint64_t chosen) { return WindowPlaces(chosen); }
  static WindowPlaces lowest(std::uint64_t chosen) { return WindowPlaces(chosen); }
  WindowPlaces() = default;

  TG_WINDOW_INLINE std::uint64_t gather(std::uint64_t bits) const { return _pext_u64(bits, chosen_); }
  TG_WINDOW_INLINE std::uint64_t scatter(std::uint64_t bits) const { return _pdep_u64(bits, chosen_); }

 private:
  explicit WindowPlaces(std::uint64_t chosen) : chosen_(chosen) {}

  std::uint64_t chosen_ = 0;
};

}  // namespace tg::scan
