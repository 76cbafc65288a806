// For hosts whose strings are UTF-16: text from UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

// Writes `bytes` as UTF-16 and answers with the number of units. Every maximal malformed sequence becomes U+FFFD (the
// rule of the Unicode standard 3.9, which the WHATWG decoder follows).
// REQUIRES: room for `bytes.size()` units at `units`; the two do not overlap.
std::size_t utf8_to_utf16(std::string_view bytes, char16_t* units);

}  // namespace tg
