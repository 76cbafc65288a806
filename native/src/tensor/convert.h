// Blocks of elements: to double and back, and what a look at their bits tells. Every function gives the same result on
// every processor: wider instructions only change the speed.
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

// One rounding an element, see element.h. REQUIRES: `bytes` has room for values.size() elements.
void from_doubles(Dtype dtype, std::span<const double> values, std::uint8_t* bytes);

// sums[i] += weight * element i. REQUIRES: `bytes` holds sums.size() elements.
void add_weighted(Dtype dtype, const std::uint8_t* bytes, double weight, std::span<double> sums);

// Adds `rows` rows of sums.size() elements that follow each other to `sums`, column by column in the order of the rows:
// the same bytes as adding one row after the other.
void add_rows(Dtype dtype, const std::uint8_t* bytes, std::size_t rows, std::span<double> sums);

// True when an element is infinite or not a number.
bool has_non_finite(Dtype dtype, const std::uint8_t* bytes, std::size_t count);

// True when every element is zero, of either sign.
bool is_all_zero(Dtype dtype, const std::uint8_t* bytes, std::size_t count);

}  // namespace tg
