// Rows of a donor's table through a map that is fitted to pairs of rows; see RowMap.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "rows/dense.h"
#include "rows/matrix_file.h"
#include "tokengraft/rows.h"

namespace tg {

class LinearMap {
 public:
  // REQUIRES: the rows of `map` are those of its donor and of `source`, as many of each, and not none.
  static Result<LinearMap> fit(const RowMap& map, const MatrixFile& source, unsigned threads,
                               const std::atomic<bool>* cancelled);

  // Writes the image of row `row` of the donor.
  Status apply(std::uint64_t row, std::span<double> out) const;

 private:
  LinearMap(MatrixFile donor, std::size_t width)
      : donor_(std::move(donor)), map_(static_cast<std::size_t>(donor_.shape().width), width) {}

  MatrixFile donor_;
  Dense map_;
  std::vector<double> donor_mean_;
  std::vector<double> source_mean_;
};

}  // namespace tg
