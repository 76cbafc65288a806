// Matrices of doubles in memory and the little algebra that fitting maps needs. Sums are in an order that the shapes
// fix.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tg {

struct Dense {
  Dense(std::size_t rows_, std::size_t columns_) : rows(rows_), columns(columns_), values(rows_ * columns_) {}

  double* row(std::size_t index) { return values.data() + index * columns; }
  const double* row(std::size_t index) const { return values.data() + index * columns; }
  double& at(std::size_t i, std::size_t j) { return values[i * columns + j]; }
  double at(std::size_t i, std::size_t j) const { return values[i * columns + j]; }

  std::size_t rows;
  std::size_t columns;
  std::vector<double> values;
};

Dense transposed(const Dense& matrix);
double frobenius_norm(const Dense& matrix);

// a^T a.
Dense gram(const Dense& a, unsigned threads);

// Replaces the lower triangle by the Cholesky factor. False where the matrix is not positive definite.
// REQUIRES: square; only the lower triangle is read.
bool factorise(Dense& matrix, unsigned threads);

// x such that L L^T x = right, for every column of `right`, in place. REQUIRES: factor as of factorise.
void solve(const Dense& factor, Dense& right, unsigned threads);

// The orthogonal polar factor: U V^T of the singular value decomposition; of singular values below 1e-6 of the
// Frobenius norm only a part. By the dynamically weighted Halley iteration (Nakatsukasa, Bai and Gygi 2010) with
// Cholesky factors, which takes seven steps.
Dense polar_factor(const Dense& matrix, unsigned threads);

}  // namespace tg
