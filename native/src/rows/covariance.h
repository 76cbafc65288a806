// Draws from N(mean, scale * covariance) of a table's rows, without the covariance.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "rows/gaussian.h"
#include "rows/matrix_file.h"

namespace tg {

struct CovarianceDraw {
  std::span<const std::uint64_t> rows;  // the target rows, whose numbers the draws depend on
  GaussianSource source;
  double scale;  // of the population covariance (division by the number of rows); at least 0
};

// The draw of row t is  x = mean + sqrt(scale / V) * (sum over members i of z_i e_i - mean * sum of z_i)  with V
// members e_i and z_i the weight (see weights_of) of the normal draw of (source, row t, column i): a sum of independent
// normals whose mean is `mean` and whose covariance is scale/V * sum of (e_i - mean)(e_i - mean)^T, of whatever rank.
//
// Blocks of up to 1024 members are summed in float (see backend.h), blocks in double in their order, so the result
// depends on neither threads nor machine. f32 and f16 tables, and bf16 ones in whose first block a column's mean is
// more than four deviations from zero, are shifted by the mean, rounded to float, before: sums of far-off values would
// lose their small differences. Writes one row of doubles for each draw. REQUIRES: mean is mean_row of the same
// population, which is empty or has a flag a row; out.size() is rows * width.
Status draw_covariance(const MatrixFile& matrix, std::span<const std::uint8_t> population, std::span<const double> mean,
                       const CovarianceDraw& draw, unsigned threads, const std::atomic<bool>* cancelled,
                       std::span<double> out);

// Draws as weights of rows: rounded to bf16, so that products with bf16 elements are exact in float; below 2^-40
// zero, so that they are never subnormal. Rounding adds 1e-6 of the variance. REQUIRES: draws are finite in bf16;
// `weights` has room for all.
void weights_of(std::span<const double> draws, std::uint16_t* weights);

}  // namespace tg
