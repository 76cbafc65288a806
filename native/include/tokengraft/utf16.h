// For hosts whose strings are UTF-16: from UTF-8 and back.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

// Writes `bytes` as UTF-16 and answers with the number of units. Every maximal malformed sequence becomes U+FFFD (the
// rule of the Unicode standard 3.9, which the WHATWG decoder follows).
// REQUIRES: room for `bytes.size()` units at `units`; the two do not overlap.
std::size_t utf8_to_utf16(std::string_view bytes, char16_t* units);

// Writes `units` as UTF-8 and answers with the number of bytes. Half a surrogate pair becomes U+FFFD.
// REQUIRES: room for three times `units.size()` bytes at `bytes`; the two do not overlap.
std::size_t utf16_to_utf8(std::u16string_view units, char* bytes);

}  // namespace tg
