// A text on its way through the normalizers, and where each of its bytes came from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/split_pattern.h"

namespace tg {

// `origins` is empty when alignment is not asked for; else it has one Span of the original text for every byte.
struct AlignedText {
  std::string bytes;
  std::vector<Span> origins;
};

}  // namespace tg
