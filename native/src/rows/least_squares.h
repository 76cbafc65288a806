// Small systems of normal equations that grow by one unknown at a time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tg {

// The Cholesky factor of a Gram matrix.
class GramFactor {
 public:
  std::size_t size() const { return size_; }

  // Adds a vector with inner products `products` with those that are there, and its own norm squared. Answers with the
  // square of the part of it that is new; when that is at most `least`, nothing is added.
  double add(std::span<const double> products, double norm_squared, double least);

  // The solution of Gram x = right, in place.
  void solve(std::span<double> right) const;

  // The weights w with which the vectors before the last one add up to its projection on them.
  std::vector<double> projection_of_last() const;

 private:
  double at(std::size_t row, std::size_t column) const { return packed_[row * (row + 1) / 2 + column]; }
  void solve_lower(std::span<double> right) const;
  void solve_upper(std::span<double> right) const;

  std::vector<double> packed_;  // the lower triangle, row by row
  std::size_t size_ = 0;
};

}  // namespace tg
