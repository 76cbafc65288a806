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

// The ways to do so, which all give the same bytes, and whether the processor has what each needs.
enum class AddWay : std::uint8_t { plain, avx2, avx512 };
bool can_add(AddWay way);

// REQUIRES: as add_rows, and can_add(way).
void add_rows_by(AddWay way, Dtype dtype, const std::uint8_t* bytes, std::size_t rows, std::span<double> sums);

}  // namespace tg
