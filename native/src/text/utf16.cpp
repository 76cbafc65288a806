// Vectors where the processor has them; else one loop a kind of character, so that text of one script stays in one of
// them: written for processors that guess branches, with plain loads instead of shuffles. What no loop takes is
// malformed or among the last bytes.
#include "tokengraft/utf16.h"

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/utf8_validity.h"
#include "text/utf16_vectors.h"
#include "text/utf8.h"

namespace tg {
namespace {

constexpr char16_t kReplacement = 0xFFFD;

// The four bytes at `bytes`, the first one lowest on any processor.
std::uint32_t load_four(const char* bytes) {
  std::uint32_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
  return word;
}

// Through arrays of its own, which nothing else points to: only then do compilers make vector code of it.
template <class From, class Source, class To>
void convert_sixteen(const Source* source, To* target) {
  From from[16];
  To to[16];
  std::memcpy(from, source, sizeof from);
  for (int i = 0; i < 16; ++i) to[i] = static_cast<To>(from[i]);
  std::memcpy(target, to, sizeof to);
}

bool is_ascii(const char* bytes) {
  std::uint64_t words[2];
  std::memcpy(words, bytes, sizeof words);
  return ((words[0] | words[1]) & 0x8080808080808080) == 0;
}

// Where the reading and the writing stand. Every loop goes on while four bytes can be read at once.
struct Cursor {
  const char* from;
  const char* end;
  char16_t* to;

  bool has(std::ptrdiff_t count) const { return end - from >= count; }
};

void copy_ascii(Cursor& at) {
  while (at.has(16) && is_ascii(at.from)) {
    convert_sixteen<unsigned char>(at.from, at.to);
    at.from += 16;
    at.to += 16;
  }
  while (at.has(1) && static_cast<unsigned char>(*at.from) < 0x80) *at.to++ = static_cast<unsigned char>(*at.from++);
}

void copy_vectors(Cursor& at) {
  const Transcoded done = widen_vectors({at.from, static_cast<std::size_t>(at.end - at.from)}, at.to);
  at.from += done.read;
  at.to += done.written;
}

void copy_pairs(Cursor& at) {
  while (at.has(4)) {
    const std::uint32_t word = load_four(at.from);
    if ((word & 0xC0E0) != 0x80C0 || (word & 0x1E) == 0) return;
    *at.to++ = static_cast<char16_t>((word & 0x1F) << 6 | (word >> 8 & 0x3F));
    at.from += 2;
  }
}

void copy_triples(Cursor& at) {
  while (at.has(4)) {
    const std::uint32_t word = load_four(at.from);
    if ((word & 0xC0C0F0) != 0x8080E0) return;
    const std::uint32_t unit = (word & 0x0F) << 12 | (word >> 2 & 0x0FC0) | (word >> 16 & 0x3F);
    if (unit < 0x800 || (unit & 0xF800) == 0xD800) return;
    *at.to++ = static_cast<char16_t>(unit);
    at.from += 3;
  }
}

void copy_quadruples(Cursor& at) {
  while (at.has(4)) {
    const std::uint32_t word = load_four(at.from);
    if ((word & 0xC0C0C0F8) != 0x808080F0) return;
    const std::uint32_t code_point =
        (word & 0x07) << 18 | (word << 4 & 0x3F000) | (word >> 10 & 0x0FC0) | (word >> 24 & 0x3F);
    if (code_point < 0x10000 || code_point > 0x10FFFF) return;
    *at.to++ = static_cast<char16_t>(0xD7C0 + (code_point >> 10));
    *at.to++ = static_cast<char16_t>(0xDC00 + (code_point & 0x3FF));
    at.from += 4;
  }
}

// What no loop takes: a malformed sequence, or one of the last characters.
void copy_odd_one(Cursor& at) {
  const std::string_view rest(at.from, static_cast<std::size_t>(at.end - at.from));
  if (find_malformed_utf8(rest.substr(0, 4)) == 0) {
    *at.to++ = kReplacement;
    at.from += malformed_length(rest, 0);
    return;
  }
  const Decoded character = decode_utf8(rest, 0);
  *at.to++ = static_cast<char16_t>(character.code_point);
  at.from += character.length;
}

// ---- and back -------------------------------------------------------------------------------------------------------

struct UnitCursor {
  const char16_t* from;
  const char16_t* end;
  char* to;

  bool has(std::ptrdiff_t count) const { return end - from >= count; }
  void put(std::uint32_t byte) { *to++ = static_cast<char>(byte); }
};

// Writes sixteen units as bytes; false, and nothing is written, when they are not all ASCII. This is what nearly every
// text goes through, and compilers make it three times as long.
#if defined(__SSE2__)
bool narrow_sixteen(const char16_t* units, char* bytes) {
  const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(units));
  const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(units + 8));
  const __m128i beyond = _mm_and_si128(_mm_or_si128(low, high), _mm_set1_epi16(static_cast<short>(0xFF80)));
  if (_mm_movemask_epi8(_mm_cmpeq_epi16(beyond, _mm_setzero_si128())) != 0xFFFF) return false;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes), _mm_packus_epi16(low, high));
  return true;
}
#else
bool narrow_sixteen(const char16_t* units, char* bytes) {
  std::uint64_t words[4];
  std::memcpy(words, units, sizeof words);
  if (((words[0] | words[1] | words[2] | words[3]) & 0xFF80FF80FF80FF80) != 0) return false;
  convert_sixteen<char16_t>(units, bytes);
  return true;
}
#endif

void copy_ascii(UnitCursor& at) {
  while (at.has(16) && narrow_sixteen(at.from, at.to)) {
    at.from += 16;
    at.to += 16;
  }
  while (at.has(1) && *at.from < 0x80) at.put(*at.from++);
}

void copy_vectors(UnitCursor& at) {
  const Transcoded done = narrow_vectors({at.from, static_cast<std::size_t>(at.end - at.from)}, at.to);
  at.from += done.read;
  at.to += done.written;
}

void copy_pairs(UnitCursor& at) {
  while (at.has(1) && *at.from >= 0x80 && *at.from < 0x800) {
    const std::uint32_t unit = *at.from++;
    at.put(0xC0 | unit >> 6);
    at.put(0x80 | (unit & 0x3F));
  }
}

bool is_surrogate(char16_t unit) {
  return (unit & 0xF800) == 0xD800;
}

void copy_triples(UnitCursor& at) {
  while (at.has(1) && *at.from >= 0x800 && !is_surrogate(*at.from)) {
    const std::uint32_t unit = *at.from++;
    at.put(0xE0 | unit >> 12);
    at.put(0x80 | (unit >> 6 & 0x3F));
    at.put(0x80 | (unit & 0x3F));
  }
}

// One surrogate pair, or a half of one, which has no partner.
void copy_surrogates(UnitCursor& at) {
  const std::uint32_t high = *at.from++;
  if (high >= 0xDC00 || !at.has(1) || (*at.from & 0xFC00) != 0xDC00) {
    for (const std::uint32_t byte : {0xEFu, 0xBFu, 0xBDu}) at.put(byte);
    return;
  }
  const std::uint32_t code_point = 0x10000 + ((high & 0x3FF) << 10) + (*at.from++ & 0x3FF);
  at.put(0xF0 | code_point >> 18);
  at.put(0x80 | (code_point >> 12 & 0x3F));
  at.put(0x80 | (code_point >> 6 & 0x3F));
  at.put(0x80 | (code_point & 0x3F));
}

}  // namespace

std::size_t utf16_to_utf8(std::u16string_view units, char* bytes) {
  UnitCursor at{units.data(), units.data() + units.size(), bytes};
  const bool has_vectors = has_utf16_vectors();
  while (at.from < at.end) {
    copy_ascii(at);
    if (has_vectors) copy_vectors(at);
    copy_pairs(at);
    copy_triples(at);
    if (at.has(1) && is_surrogate(*at.from)) copy_surrogates(at);
  }
  return static_cast<std::size_t>(at.to - bytes);
}

std::size_t utf8_to_utf16(std::string_view bytes, char16_t* units) {
  const bool has_vectors = has_utf16_vectors();
  Cursor at{bytes.data(), bytes.data() + bytes.size(), units};
  while (at.from < at.end) {
    const char* const before = at.from;
    copy_ascii(at);
    if (has_vectors) copy_vectors(at);
    copy_pairs(at);
    copy_triples(at);
    copy_quadruples(at);
    if (at.from == before) copy_odd_one(at);
  }
  return static_cast<std::size_t>(at.to - units);
}

}  // namespace tg
