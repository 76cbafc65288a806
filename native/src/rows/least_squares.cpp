#include "rows/least_squares.h"

#include <cmath>

namespace tg {

double GramFactor::add(std::span<const double> products, double norm_squared, double least) {
  std::vector<double> row(products.begin(), products.end());
  solve_lower(row);
  double rest = norm_squared;
  for (const double value : row) rest -= value * value;
  if (!(rest > least)) return rest;
  packed_.insert(packed_.end(), row.begin(), row.end());
  packed_.push_back(std::sqrt(rest));
  ++size_;
  return rest;
}

void GramFactor::solve(std::span<double> right) const {
  solve_lower(right);
  solve_upper(right);
}

std::vector<double> GramFactor::projection_of_last() const {
  std::vector<double> weights;
  for (std::size_t i = 0; i + 1 < size_; ++i) weights.push_back(at(size_ - 1, i));
  solve_upper(weights);
  return weights;
}

void GramFactor::solve_lower(std::span<double> right) const {
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) right[i] -= at(i, j) * right[j];
    right[i] /= at(i, i);
  }
}

void GramFactor::solve_upper(std::span<double> right) const {
  for (std::size_t i = right.size(); i-- > 0;) {
    for (std::size_t j = i + 1; j < right.size(); ++j) right[i] -= at(j, i) * right[j];
    right[i] /= at(i, i);
  }
}

}  // namespace tg
