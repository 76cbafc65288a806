// The inner loop of every mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tokengraft/rows.h"

namespace tg {

// Adds `rows` rows of sums.size() elements, one behind the other, to `sums`: each column in the order of the rows, in
// double. REQUIRES: `bytes` holds rows * sums.size() elements.
void add_rows(Dtype dtype, const std::uint8_t* bytes, std::size_t rows, std::span<double> sums);

// The twin without special instructions; the same bytes.
void add_rows_plain(Dtype dtype, const std::uint8_t* bytes, std::size_t rows, std::span<double> sums);

}  // namespace tg
