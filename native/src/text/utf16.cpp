// One loop a kind of character, so that text of one script stays in one of them: written for processors that guess
// branches, with plain loads instead of shuffles. What no loop takes is malformed or among the last bytes.
#include "tokengraft/utf16.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/utf8_validity.h"
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
    for (int i = 0; i < 16; ++i) at.to[i] = static_cast<unsigned char>(at.from[i]);
    at.from += 16;
    at.to += 16;
  }
  while (at.has(1) && static_cast<unsigned char>(*at.from) < 0x80) *at.to++ = static_cast<unsigned char>(*at.from++);
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

}  // namespace

std::size_t utf8_to_utf16(std::string_view bytes, char16_t* units) {
  Cursor at{bytes.data(), bytes.data() + bytes.size(), units};
  while (at.from < at.end) {
    const char* const before = at.from;
    copy_ascii(at);
    copy_pairs(at);
    copy_triples(at);
    copy_quadruples(at);
    if (at.from == before) copy_odd_one(at);
  }
  return static_cast<std::size_t>(at.to - units);
}

}  // namespace tg
