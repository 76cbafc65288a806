#include "rows/dense.h"

#include <algorithm>
#include <cmath>

#include "rows/parallel.h"
#include "tensor/axpy.h"

namespace tg {
namespace {

// Columns that a task solves for, rows that a task multiplies: what stays in the first-level cache.
constexpr std::size_t kStrip = 64;
constexpr std::size_t kPanel = 64;

template <class Work>
void for_strips(unsigned threads, std::size_t count, std::size_t strip, Work work) {
  for_each_task(threads, (count + strip - 1) / strip,
                [&](std::size_t task) { work(task * strip, std::min(count, (task + 1) * strip)); });
}

// Row `row` of the columns [begin, end) of the factor, once all columns before `begin` are known.
void factorise_row(Dense& matrix, std::size_t row, std::size_t begin, std::size_t end) {
  for (std::size_t j = begin; j < std::min(end, row); ++j) {
    matrix.at(row, j) = (matrix.at(row, j) - dot(matrix.row(row), matrix.row(j), j)) / matrix.at(j, j);
  }
}

bool factorise_diagonal(Dense& matrix, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    factorise_row(matrix, i, begin, i);
    const double rest = matrix.at(i, i) - dot(matrix.row(i), matrix.row(i), i);
    if (!(rest > 0)) return false;
    matrix.at(i, i) = std::sqrt(rest);
  }
  return true;
}

void solve_strip(const Dense& factor, Dense& right, std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  for (std::size_t i = 0; i < right.rows; ++i) {
    double* row = right.row(i) + begin;
    for (std::size_t j = 0; j < i; ++j) axpy(-factor.at(i, j), right.row(j) + begin, row, count);
    for (std::size_t c = 0; c < count; ++c) row[c] /= factor.at(i, i);
  }
  for (std::size_t i = right.rows; i-- > 0;) {
    double* row = right.row(i) + begin;
    for (std::size_t c = 0; c < count; ++c) row[c] /= factor.at(i, i);
    for (std::size_t j = 0; j < i; ++j) axpy(-factor.at(i, j), row, right.row(j) + begin, count);
  }
}

// What one step of the iteration does to singular values: x (a + b x^2) / (1 + c x^2).
struct Weights {
  double a;
  double b;
  double c;
};

Weights weights_for(double least) {
  const double square = least * least;
  const double d = std::cbrt(4 * (1 - square) / (square * square));
  const double root = std::sqrt(1 + d);
  const double a = root + std::sqrt(8 - 4 * d + 8 * (2 - square) / (square * root)) / 2;
  const double b = (a - 1) * (a - 1) / 4;
  return {a, b, a + b - 1};
}

// tall <- b/c tall + (a - b/c) tall (I + c tall^T tall)^-1, worked on transposed, where solving goes by columns.
void step(Dense& wide, const Weights& weights, unsigned threads) {
  Dense square = gram(transposed(wide), threads);
  for (double& value : square.values) value *= weights.c;
  for (std::size_t i = 0; i < square.rows; ++i) square.at(i, i) += 1;
  (void)factorise(square, threads);  // at least the identity, so positive definite
  Dense solved = wide;
  solve(square, solved, threads);
  const double share = weights.b / weights.c;
  for (std::size_t i = 0; i < wide.values.size(); ++i) {
    wide.values[i] = share * wide.values[i] + (weights.a - share) * solved.values[i];
  }
}

}  // namespace

Dense transposed(const Dense& matrix) {
  Dense result(matrix.columns, matrix.rows);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) result.at(j, i) = matrix.at(i, j);
  }
  return result;
}

double frobenius_norm(const Dense& matrix) {
  double sum = 0;
  for (const double value : matrix.values) sum += value * value;
  return std::sqrt(sum);
}

Dense gram(const Dense& a, unsigned threads) {
  Dense result(a.columns, a.columns);
  for_strips(threads, a.columns, 16, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = 0; k < a.rows; ++k) {
      for (std::size_t i = begin; i < end; ++i) axpy(a.at(k, i), a.row(k), result.row(i), i + 1);
    }
  });
  for (std::size_t i = 0; i < result.rows; ++i) {
    for (std::size_t j = i + 1; j < result.columns; ++j) result.at(i, j) = result.at(j, i);
  }
  return result;
}

bool factorise(Dense& matrix, unsigned threads) {
  for (std::size_t begin = 0; begin < matrix.rows; begin += kPanel) {
    const std::size_t end = std::min(matrix.rows, begin + kPanel);
    if (!factorise_diagonal(matrix, begin, end)) return false;
    for_strips(threads, matrix.rows - end, kStrip, [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) factorise_row(matrix, end + i, begin, end);
    });
  }
  return true;
}

void solve(const Dense& factor, Dense& right, unsigned threads) {
  for_strips(threads, right.columns, kStrip,
             [&](std::size_t begin, std::size_t end) { solve_strip(factor, right, begin, end); });
}

Dense polar_factor(const Dense& matrix, unsigned threads) {
  const bool is_wide = matrix.rows <= matrix.columns;
  Dense wide = is_wide ? matrix : transposed(matrix);
  const double norm = frobenius_norm(wide);
  if (norm == 0) return matrix;
  for (double& value : wide.values) value /= norm;
  for (double least = 1e-6; 1 - least > 1e-15;) {
    const Weights weights = weights_for(least);
    step(wide, weights, threads);
    least *= (weights.a + weights.b * least * least) / (1 + weights.c * least * least);
    least = std::min(least, 1.0);
  }
  return is_wide ? wide : transposed(wide);
}

}  // namespace tg
