// Inner products in double.
#pragma once

#include <cstdint>
#include <span>

#include "tokengraft/rows.h"

namespace tg {

// The inner product of a row and doubles, in an order of summation that its length fixes: the same bits on every
// processor. REQUIRES: `bytes` holds values.size() elements.
double dot(Dtype dtype, const std::uint8_t* bytes, std::span<const double> values);

}  // namespace tg
