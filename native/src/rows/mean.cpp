#include "rows/mean.h"

#include <algorithm>
#include <cmath>

#include "rows/parallel.h"
#include "rows/row_windows.h"
#include "tensor/add_rows.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

// Enough lanes that many threads share the work evenly, few enough that their sums stay within 16 MiB.
constexpr std::uint64_t kMaxLanes = 64;
constexpr std::uint64_t kSums = std::uint64_t{2} << 20;

using Sums = std::vector<double>;

class MeanOfRows {
 public:
  MeanOfRows(const MatrixFile& matrix, std::span<const std::uint8_t> population, const std::atomic<bool>* cancelled)
      : matrix_(matrix), population_(population), cancelled_(cancelled) {}

  Result<Sums> run(unsigned threads) {
    std::vector<Sums> sums(lane_count(matrix_));
    TG_RETURN_IF_ERROR(run_tasks(threads, sums.size(),
                                 [&](std::size_t lane) { return sum_lane(lane_of(matrix_, lane), sums[lane]); }));
    return mean_of(add_lanes(sums));
  }

  Result<Sums> mean_of(Sums mean) const {
    const std::uint64_t count = population_size();
    if (count == 0) return Status::error(Code::bad_argument, matrix_.shape().path + ": no row to take the mean of");
    // Sums of finite elements are far below the largest double, so a sum that is not finite proves an element is not.
    if (!std::all_of(mean.begin(), mean.end(), [](double sum) { return std::isfinite(sum); })) return find_offender();
    for (double& sum : mean) sum /= static_cast<double>(count);
    return mean;
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(matrix_.shape().width); }
  std::uint64_t rows() const { return matrix_.shape().rows; }
  bool is_member(std::uint64_t row) const {
    return population_.empty() || population_[static_cast<std::size_t>(row)] != 0;
  }

  // The first run of members within the range; empty at its end when there is none.
  RowRange next_members(RowRange range) const {
    if (population_.empty()) return range;
    std::uint64_t begin = range.begin;
    while (begin < range.end && !is_member(begin)) ++begin;
    std::uint64_t end = begin;
    while (end < range.end && is_member(end)) ++end;
    return {begin, end};
  }

  template <class Visit>
  Status for_each_member_window(RowRange range, Visit visit) const {
    std::vector<std::uint8_t> buffer;
    while (range.begin < range.end) {
      const RowRange members = next_members(range);
      TG_RETURN_IF_ERROR(for_each_window(matrix_, members, cancelled_, buffer, visit));
      range.begin = members.end;
    }
    return {};
  }

  Status sum_lane(RowRange lane, Sums& sums) const {
    sums.assign(width(), 0);
    return for_each_member_window(lane, [&](std::uint64_t, std::size_t count, const std::uint8_t* bytes) {
      add_rows(matrix_.shape().dtype, bytes, count, sums);
      return Status();
    });
  }

  std::uint64_t population_size() const {
    if (population_.empty()) return rows();
    return static_cast<std::uint64_t>(
        std::count_if(population_.begin(), population_.end(), [](std::uint8_t flag) { return flag != 0; }));
  }

  // The summing loop has no checks; the row is looked for once it is known that there is one.
  Status find_offender() const {
    return for_each_member_window({0, rows()}, [&](std::uint64_t first, std::size_t count, const std::uint8_t* bytes) {
      for (std::size_t row = 0; row < count; ++row) {
        const std::uint8_t* row_begin = bytes + row * matrix_.row_bytes();
        if (has_non_finite(matrix_.shape().dtype, row_begin, width())) return matrix_.non_finite(first + row);
      }
      return Status();
    });
  }

  const MatrixFile& matrix_;
  std::span<const std::uint8_t> population_;
  const std::atomic<bool>* cancelled_;
};

}  // namespace

std::size_t lane_count(const MatrixFile& matrix) {
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(kSums / matrix.shape().width, 1, kMaxLanes));
}

RowRange lane_of(const MatrixFile& matrix, std::size_t lane) {
  const std::uint64_t rows = matrix.shape().rows;
  return {rows * lane / lane_count(matrix), rows * (lane + 1) / lane_count(matrix)};
}

Sums add_lanes(const std::vector<Sums>& lanes) {
  Sums all = lanes.front();
  for (std::size_t lane = 1; lane < lanes.size(); ++lane) {
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += lanes[lane][i];
  }
  return all;
}

Result<std::vector<double>> mean_row(const MatrixFile& matrix, std::span<const std::uint8_t> population,
                                     std::span<const double> sums, unsigned threads,
                                     const std::atomic<bool>* cancelled) {
  MeanOfRows mean(matrix, population, cancelled);
  return sums.empty() ? mean.run(threads) : mean.mean_of({sums.begin(), sums.end()});
}

}  // namespace tg
