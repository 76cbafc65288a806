// UTF-8 checked in blocks of 64 bytes, where the processor has byte shuffles (SSSE3).
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

// A position, the beginning of a character or the end, before which all of `bytes` is well-formed UTF-8. It is the last
// such one but for less than 68 bytes; 0 where the processor cannot do it.
std::size_t skip_valid_blocks(std::string_view bytes);

}  // namespace tg
