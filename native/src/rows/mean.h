// The mean row of a population.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "rows/matrix_file.h"
#include "rows/row_windows.h"

namespace tg {

// A table is cut into lanes whose number depends on its width only; each lane is summed row by row and the sums are
// added lane by lane, so what comes out does not depend on the number of threads.
std::size_t lane_count(const MatrixFile& matrix);
RowRange lane_of(const MatrixFile& matrix, std::size_t lane);
std::vector<double> add_lanes(const std::vector<std::vector<double>>& lanes);

// The mean, in double, of the rows whose flag in `population` is set (empty: of every row). Fails when no row is in the
// population or one of them is not finite. Known `sums` of the population's rows (see survey_rows) are not taken again;
// none: empty.
// REQUIRES: population is empty or has a flag a row; sums are empty or have an element a column.
Result<std::vector<double>> mean_row(const MatrixFile& matrix, std::span<const std::uint8_t> population,
                                     std::span<const double> sums, unsigned threads,
                                     const std::atomic<bool>* cancelled);

}  // namespace tg
