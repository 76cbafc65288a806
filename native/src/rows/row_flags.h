// What a row says about itself: the bits of audit_rows and survey_rows that need no other row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tensor/inspect.h"

namespace tg {

constexpr std::uint8_t kAllZero = 1;
constexpr std::uint8_t kNonFinite = 2;

// `is_finite`: known to be, and not looked at again.
inline std::uint8_t flags_of_row(Dtype dtype, const std::uint8_t* row, std::size_t width, bool is_finite = false) {
  const int zero = is_all_zero(dtype, row, width) ? kAllZero : 0;
  const int non_finite = !is_finite && has_non_finite(dtype, row, width) ? kNonFinite : 0;
  return static_cast<std::uint8_t>(zero | non_finite);
}

}  // namespace tg
