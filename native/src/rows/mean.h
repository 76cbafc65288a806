// The mean row of a population.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "rows/matrix_file.h"

namespace tg {

// The mean, in double, of the rows whose flag in `population` is set (empty: of every row). The rows are cut into lanes
// whose number depends on the width only; each lane is summed row by row and the sums are added lane by lane, so the
// result does not depend on `threads`. Fails when no row is in the population or one of them is not finite.
// REQUIRES: population is empty or has a flag a row.
Result<std::vector<double>> mean_row(const MatrixFile& matrix, std::span<const std::uint8_t> population,
                                     unsigned threads, const std::atomic<bool>* cancelled);

}  // namespace tg
