// After Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte" (2021): three table look-ups by the
// halves of neighbouring bytes name every fault that two bytes can show; what remains is where third and fourth bytes
// must stand.
#include "base/utf8_blocks.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TG_SSSE3 __attribute__((target("ssse3")))
#endif

namespace tg {

#if defined(TG_SSSE3)
namespace {

constexpr std::size_t kBlock = 64;

// The faults of two neighbouring bytes, a bit each.
enum Fault : unsigned char {
  kTooShort = 1 << 0,      // a lead is followed by a lead or by ASCII
  kTooLong = 1 << 1,       // ASCII is followed by a continuation
  kOverlong3 = 1 << 2,     // E0 80..9F
  kTooLarge = 1 << 3,      // F4 90..BF, F5 and above
  kSurrogate = 1 << 4,     // ED A0..BF
  kOverlong2 = 1 << 5,     // C0, C1
  kTooLarge1000 = 1 << 6,  // F5 and above before 80..8F
  kOverlong4 = 1 << 6,     // F0 80..8F
  kTwoContinuations = 1 << 7,
};
constexpr unsigned char kCarry = kTooShort | kTooLong | kTwoContinuations;

struct Table {
  alignas(16) unsigned char faults[16];
};

constexpr Table kFirstHigh = {{kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong,
                               kTwoContinuations, kTwoContinuations, kTwoContinuations, kTwoContinuations,
                               kTooShort | kOverlong2, kTooShort, kTooShort | kOverlong3 | kSurrogate,
                               kTooShort | kTooLarge | kTooLarge1000 | kOverlong4}};

constexpr unsigned char kLarge = kCarry | kTooLarge | kTooLarge1000;
constexpr Table kFirstLow = {{kCarry | kOverlong3 | kOverlong2 | kOverlong4, kCarry | kOverlong2, kCarry, kCarry,
                              kCarry | kTooLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge, kLarge,
                              kLarge | kSurrogate, kLarge, kLarge}};

constexpr unsigned char kContinuation = kTooLong | kOverlong2 | kTwoContinuations;
constexpr Table kSecondHigh = {{kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort,
                                kContinuation | kOverlong3 | kTooLarge1000 | kOverlong4,
                                kContinuation | kOverlong3 | kTooLarge, kContinuation | kSurrogate | kTooLarge,
                                kContinuation | kSurrogate | kTooLarge, kTooShort, kTooShort, kTooShort, kTooShort}};

// Subtracting these, with saturation, leaves something exactly where a sequence goes on behind the vector.
constexpr Table kLastBytes = {
    {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0xF0 - 1, 0xE0 - 1, 0xC0 - 1}};

TG_SSSE3 __m128i load(const void* at) {
  return _mm_loadu_si128(static_cast<const __m128i*>(at));
}

TG_SSSE3 __m128i look_up(const Table& table, __m128i halves) {
  return _mm_shuffle_epi8(load(table.faults), halves);
}

TG_SSSE3 __m128i high_halves(__m128i bytes) {
  return _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(0x0F));
}

// Non-zero where `bytes`, which follow `before`, are at fault.
TG_SSSE3 __m128i faults_of(__m128i bytes, __m128i before) {
  const __m128i first = _mm_alignr_epi8(bytes, before, 15);
  const __m128i pairs = _mm_and_si128(_mm_and_si128(look_up(kFirstHigh, high_halves(first)),
                                                    look_up(kFirstLow, _mm_and_si128(first, _mm_set1_epi8(0x0F)))),
                                      look_up(kSecondHigh, high_halves(bytes)));
  const __m128i third = _mm_subs_epu8(_mm_alignr_epi8(bytes, before, 14), _mm_set1_epi8(0xE0 - 0x80));
  const __m128i fourth = _mm_subs_epu8(_mm_alignr_epi8(bytes, before, 13), _mm_set1_epi8(0xF0 - 0x80));
  const __m128i must_go_on = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8(static_cast<char>(0x80)));
  return _mm_xor_si128(must_go_on, pairs);
}

TG_SSSE3 bool is_zero(__m128i bytes) {
  return _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())) == 0xFFFF;
}

// Whether the block at `at` is well-formed after `before`, the sixteen bytes before it.
TG_SSSE3 bool is_valid_block(const char* at, __m128i& before) {
  const __m128i a = load(at);
  const __m128i b = load(at + 16);
  const __m128i c = load(at + 32);
  const __m128i d = load(at + 48);
  const __m128i last = before;
  before = d;
  if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0) {
    return is_zero(_mm_subs_epu8(last, load(kLastBytes.faults)));
  }
  return is_zero(
      _mm_or_si128(_mm_or_si128(faults_of(a, last), faults_of(b, a)), _mm_or_si128(faults_of(c, b), faults_of(d, c))));
}

// The beginning of the character that `position`, before which all is well-formed, cuts; or `position`.
std::size_t begin_of_cut_character(std::string_view bytes, std::size_t position) {
  for (std::size_t back = 1; back <= 3 && back <= position; ++back) {
    const auto byte = static_cast<unsigned char>(bytes[position - back]);
    if (byte >= 0xC0) return position - back;
    if (byte < 0x80) break;
  }
  return position;
}

TG_SSSE3 std::size_t skip_blocks(std::string_view bytes) {
  __m128i before = _mm_setzero_si128();
  std::size_t position = 0;
  while (position + kBlock <= bytes.size() && is_valid_block(bytes.data() + position, before)) position += kBlock;
  return begin_of_cut_character(bytes, position);
}

}  // namespace

std::size_t skip_valid_blocks(std::string_view bytes) {
  static const bool has_shuffles = __builtin_cpu_supports("ssse3");
  return has_shuffles ? skip_blocks(bytes) : 0;
}
#else
std::size_t skip_valid_blocks(std::string_view) {
  return 0;
}
#endif

}  // namespace tg
