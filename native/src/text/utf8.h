// UTF-8: checked once at the door, then decoded without checks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tg {

bool is_valid_utf8(std::string_view text);

struct Decoded {
  char32_t code_point;
  std::size_t length;  // in bytes, 1 to 4
};

// REQUIRES: `position` is at the beginning of a character of valid UTF-8.
Decoded decode_utf8(std::string_view text, std::size_t position);

// Length of the character that begins with `lead`, 1 for a byte that begins none.
inline std::size_t utf8_length(unsigned char lead) {
  if (lead < 0xC2 || lead > 0xF4) return 1;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

void append_utf8(std::string& out, char32_t code_point);

// Appends `bytes` to `out` with every maximal malformed subsequence replaced by U+FFFD (the rule of the Unicode
// standard 3.9, which Rust's from_utf8_lossy and the WHATWG decoder follow).
void append_utf8_lossy(std::string& out, std::string_view bytes);

}  // namespace tg
