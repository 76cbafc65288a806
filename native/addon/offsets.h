// Offsets in the unit that the caller counts in. The core counts bytes of UTF-8.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokengraft/tokenizer.h"

namespace tg::addon {

enum class OffsetUnit : std::uint8_t { none, utf8, utf16, code_point };

// Rewrites the offsets of `encoding` in `unit`. `texts` are the sequences that its ids came from.
// A begin inside a character moves to the character's begin, an end to its end.
// Leaves early once `cancelled` (may be null) turns true.
void convert_offsets(Encoding& encoding, std::array<std::string_view, 2> texts, OffsetUnit unit,
                     const std::atomic<bool>* cancelled = nullptr);

// Units of UTF-16 that `text` has.
std::size_t utf16_units(std::string_view text);

}  // namespace tg::addon
