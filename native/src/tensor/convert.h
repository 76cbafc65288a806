// Blocks of elements, to double and back. Every function gives the same result on every processor: wider instructions
// only change the speed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tokengraft/rows.h"

namespace tg {

// "f32", "f16" or "bf16", for messages.
std::string_view dtype_name(Dtype dtype);

// Exact. REQUIRES: `bytes` holds out.size() elements.
void to_doubles(Dtype dtype, const std::uint8_t* bytes, std::span<double> out);

// Exact. REQUIRES: `bytes` holds out.size() elements.
void to_floats(Dtype dtype, const std::uint8_t* bytes, std::span<float> out);

// One rounding an element, see element.h. REQUIRES: `bytes` has room for values.size() elements.
void from_doubles(Dtype dtype, std::span<const double> values, std::uint8_t* bytes);

// sums[i] += weight * element i. REQUIRES: `bytes` holds sums.size() elements.
void add_weighted(Dtype dtype, const std::uint8_t* bytes, double weight, std::span<double> sums);

}  // namespace tg
