#include "text/utf16_vectors.h"

#include <bit>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TG_VBMI2 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt,bmi")))
#endif

namespace tg {

#if defined(TG_VBMI2)
namespace {

constexpr std::ptrdiff_t kBytes = 32;  // of UTF-8 in a vector of units
constexpr std::ptrdiff_t kUnits = 16;  // of UTF-16 in a vector of words

// ---- UTF-8 to UTF-16 ------------------------------------------------------------------------------------------------

TG_VBMI2 __m512i load_bytes(const char* at) {
  return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
}

// The lanes from `low` on, `count` values.
TG_VBMI2 std::uint32_t within(__m512i lanes, int low, int count) {
  const __m512i above = _mm512_sub_epi16(lanes, _mm512_set1_epi16(static_cast<short>(low)));
  return _mm512_cmplt_epu16_mask(above, _mm512_set1_epi16(static_cast<short>(count)));
}

TG_VBMI2 __m512i six_bits(__m512i lanes) {
  return _mm512_and_si512(lanes, _mm512_set1_epi16(0x3F));
}

// Of 32 bytes each as if a character began there.
struct Characters {
  __m512i units;
  std::uint32_t begins;
  std::uint32_t bad;         // no character begins there, though one should; or one of four bytes
  std::uint32_t long_begin;  // of two bytes or three
  std::uint32_t of_three;
};

TG_VBMI2 Characters characters_at(const char* at) {
  const __m512i first = load_bytes(at);
  const __m512i second = load_bytes(at + 1);
  const __m512i third = load_bytes(at + 2);
  const std::uint32_t of_one = within(first, 0, 0x80);
  const std::uint32_t continues = within(first, 0x80, 0x40);
  const std::uint32_t of_two = within(first, 0xC2, 0x1E);  // C0 and C1 would be overlong
  const std::uint32_t of_three = within(first, 0xE0, 0x10);
  const __m512i two =
      _mm512_or_si512(_mm512_slli_epi16(_mm512_and_si512(first, _mm512_set1_epi16(0x1F)), 6), six_bits(second));
  const __m512i three = _mm512_or_si512(
      _mm512_or_si512(_mm512_slli_epi16(first, 12), _mm512_slli_epi16(six_bits(second), 6)), six_bits(third));
  const std::uint32_t long_begin = of_two | of_three;
  const std::uint32_t wrong_three =
      ~within(third, 0x80, 0x40) | within(three, 0, 0x800) | within(three, 0xD800, 0x800);  // overlong, surrogate
  const std::uint32_t stray = continues & ~(long_begin << 1 | of_three << 2);
  const std::uint32_t bad = ~(of_one | continues | long_begin) | (long_begin & ~within(second, 0x80, 0x40)) |
                            (of_three & wrong_three) | stray;
  const __m512i units = _mm512_mask_mov_epi16(_mm512_mask_mov_epi16(first, of_two, two), of_three, three);
  return {units, of_one | long_begin, bad, long_begin, of_three};
}

TG_VBMI2 Transcoded widen(std::string_view bytes, char16_t* units) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  char16_t* to = units;
  while (end - at >= kBytes + 2) {
    const Characters found = characters_at(at);
    if (found.begins == ~0u && found.long_begin == 0) break;
    const auto good = static_cast<unsigned>(std::countr_zero(found.bad));
    const std::uint32_t begins = found.begins & (good == 32 ? ~0u : (1u << good) - 1);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi16(begins, found.units));
    to += std::popcount(begins);
    at += good;
    if (good < 32) break;
    at += (found.long_begin >> 31) + ((found.of_three >> 30 & 1) | found.of_three >> 31);  // what reaches beyond
  }
  return {static_cast<std::size_t>(at - bytes.data()), static_cast<std::size_t>(to - units)};
}

// ---- and back -------------------------------------------------------------------------------------------------------

// GCC 12 takes the lanes that the plain forms of these leave open for a fault.
constexpr __mmask16 kAll = 0xFFFF;
template <unsigned count>
TG_VBMI2 __m512i left(__m512i words) {
  return _mm512_maskz_slli_epi32(kAll, words, count);
}
template <unsigned count>
TG_VBMI2 __m512i right(__m512i words) {
  return _mm512_maskz_srli_epi32(kAll, words, count);
}

TG_VBMI2 __m512i continuation(__m512i bits) {
  return _mm512_or_si512(_mm512_and_si512(bits, _mm512_set1_epi32(0x3F)), _mm512_set1_epi32(0x80));
}

TG_VBMI2 Transcoded narrow(std::u16string_view units, char* bytes) {
  constexpr std::ptrdiff_t kRoom = 22;  // units, for which there is room for a whole vector of bytes
  const char16_t* at = units.data();
  const char16_t* const end = at + units.size();
  char* to = bytes;
  while (end - at >= kRoom) {
    const __m512i unit = _mm512_maskz_cvtepu16_epi32(kAll, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)));
    const __mmask16 of_one = _mm512_cmplt_epu32_mask(unit, _mm512_set1_epi32(0x80));
    if (of_one == 0xFFFF) break;
    const __mmask16 of_three = _mm512_cmpge_epu32_mask(unit, _mm512_set1_epi32(0x800));
    const __mmask16 surrogates =
        _mm512_cmplt_epu32_mask(_mm512_sub_epi32(unit, _mm512_set1_epi32(0xD800)), _mm512_set1_epi32(0x800));
    const auto good = static_cast<unsigned>(std::countr_zero(surrogates | 1u << kUnits));
    const __m512i last = continuation(unit);
    const __m512i two = _mm512_or_si512(_mm512_or_si512(right<6>(unit), _mm512_set1_epi32(0xC0)), left<8>(last));
    const __m512i three = _mm512_or_si512(_mm512_or_si512(right<12>(unit), _mm512_set1_epi32(0xE0)),
                                          _mm512_or_si512(left<8>(continuation(right<6>(unit))), left<16>(last)));
    const __m512i word = _mm512_mask_mov_epi32(_mm512_mask_mov_epi32(two, of_one, unit), of_three, three);
    const __m512i used =
        _mm512_mask_mov_epi32(_mm512_mask_mov_epi32(_mm512_set1_epi32(0xFFFF), of_one, _mm512_set1_epi32(0xFF)),
                              of_three, _mm512_set1_epi32(0xFFFFFF));
    const auto lanes = static_cast<__mmask16>((1u << good) - 1);
    const __mmask64 kept = _mm512_movepi8_mask(_mm512_maskz_mov_epi32(lanes, used));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, word));
    to += std::popcount(kept);
    at += good;
    if (good < static_cast<unsigned>(kUnits)) break;
  }
  return {static_cast<std::size_t>(at - units.data()), static_cast<std::size_t>(to - bytes)};
}

}  // namespace

bool has_utf16_vectors() {
  static const bool found = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2");
  return found;
}

Transcoded widen_vectors(std::string_view bytes, char16_t* units) {
  return widen(bytes, units);
}

Transcoded narrow_vectors(std::u16string_view units, char* bytes) {
  return narrow(units, bytes);
}
#else
bool has_utf16_vectors() {
  return false;
}

Transcoded widen_vectors(std::string_view, char16_t*) {
  return {};
}

Transcoded narrow_vectors(std::u16string_view, char*) {
  return {};
}
#endif

}  // namespace tg
