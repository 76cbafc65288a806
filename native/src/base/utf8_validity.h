// Where a byte string stops being UTF-8. The leaf's part of UTF-8; what characters mean is text/utf8.h's business.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/both.h"

namespace tg {

bool is_ascii(std::string_view bytes);

// Whether `byte` of well-formed UTF-8 is not the first one of its character.
TG_BOTH constexpr bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Position of the first byte from `position` on that is not ASCII, or the end. REQUIRES: position <= bytes.size().
std::size_t skip_ascii(std::string_view bytes, std::size_t position);

// Position of the first byte that belongs to no well-formed sequence (Unicode 15, table 3-7: no overlong forms, no
// surrogates, nothing above U+10FFFF), or npos when all of `bytes` is UTF-8.
std::size_t find_malformed_utf8(std::string_view bytes);

// Length of the maximal subpart at `position`: the bytes that could still begin a well-formed sequence, at least one
// (Unicode 15, section 3.9). REQUIRES: find_malformed_utf8 stops there.
std::size_t malformed_length(std::string_view bytes, std::size_t position);

}  // namespace tg
