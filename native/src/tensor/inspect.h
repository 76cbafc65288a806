// What a look at the bits of elements tells.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tokengraft/rows.h"

namespace tg {

// True when an element is infinite or not a number.
bool has_non_finite(Dtype dtype, const std::uint8_t* bytes, std::size_t count);

// True when every element is zero, of either sign.
bool is_all_zero(Dtype dtype, const std::uint8_t* bytes, std::size_t count);

}  // namespace tg
