// A text on its way through the normalizers, and where each of its bytes came from.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "text/split_pattern.h"

namespace tg {

// Spans are 32 bits wide, so no text on its way may be longer.
constexpr std::size_t kLongestText = std::size_t{0xFFFF'FFFE};

// What a text of `size` bytes may grow to. The worst that Unicode does to a character is eleven times its bytes; a file
// whose stages multiply more than that is an attack, or a mistake.
constexpr std::size_t longest_rewriting(std::size_t size) {
  return std::min((std::size_t{1} << 16) + size * 32, kLongestText);
}

// `origins` is empty when alignment is not asked for; else it has one Span of the original text for every byte.
struct AlignedText {
  std::string bytes;
  std::vector<Span> origins;
  // What `bytes` may grow to: a stage that multiplies its input fails before it writes more (see normalizer.h).
  std::size_t limit = kLongestText;
};

}  // namespace tg
