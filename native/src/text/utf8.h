// UTF-8: checked once at the door, then decoded without checks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/utf8_validity.h"

namespace tg {

bool is_valid_utf8(std::string_view text);

struct Decoded {
  char32_t code_point;
  std::size_t length;  // in bytes, 1 to 4
};

// REQUIRES: `position` is at the beginning of a character of valid UTF-8.
inline Decoded decode_utf8(std::string_view text, std::size_t position) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + position;
  const char32_t lead = bytes[0];
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (bytes[1] & 0x3Fu), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu), 3};
  return {(lead & 0x07) << 18 | (bytes[1] & 0x3Fu) << 12 | (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu), 4};
}

// Where the character begins whose last byte stands before `end`. REQUIRES: valid UTF-8, end > 0.
inline std::size_t begin_of_character(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && continues_character(text[begin])) --begin;
  return begin;
}

inline std::size_t count_characters(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

// Length of the character that begins with `lead`, 1 for a byte that begins none.
inline std::size_t utf8_length(unsigned char lead) {
  if (lead < 0xC2 || lead > 0xF4) return 1;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Bytes that valid UTF-8 never has.
inline bool is_never_in_utf8(unsigned char byte) {
  return byte == 0xC0 || byte == 0xC1 || byte > 0xF4;
}

// Writes a character where there is room for 4 bytes; answers with its length.
inline std::size_t write_utf8(char* to, char32_t code_point) {
  const auto tail = [code_point](int shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    to[0] = static_cast<char>(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    to[0] = static_cast<char>(0xC0 | code_point >> 6);
    to[1] = tail(0);
    return 2;
  }
  if (code_point < 0x10000) {
    to[0] = static_cast<char>(0xE0 | code_point >> 12);
    to[1] = tail(6);
    to[2] = tail(0);
    return 3;
  }
  to[0] = static_cast<char>(0xF0 | code_point >> 18);
  to[1] = tail(12);
  to[2] = tail(6);
  to[3] = tail(0);
  return 4;
}

void append_utf8(std::string& out, char32_t code_point);

// Appends `bytes` to `out` with every maximal malformed subsequence replaced by U+FFFD (the rule of the Unicode
// standard 3.9, which Rust's from_utf8_lossy and the WHATWG decoder follow).
void append_utf8_lossy(std::string& out, std::string_view bytes);

}  // namespace tg
