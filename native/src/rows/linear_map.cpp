#include "rows/linear_map.h"

#include <algorithm>
#include <utility>

#include "backend/device.h"
#include "files/cancel.h"
#include "rows/parallel.h"
#include "tensor/axpy.h"
#include "tensor/convert.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

constexpr std::size_t kBlockRows = 512;  // a multiple of kRowGroup
constexpr std::size_t kStrip = 64;

Status read_row(const MatrixFile& table, std::uint64_t row, std::vector<std::uint8_t>& bytes) {
  bytes.resize(table.row_bytes());
  TG_RETURN_IF_ERROR(table.read_rows(row, bytes));
  const bool is_finite =
      !has_non_finite(table.shape().dtype, bytes.data(), static_cast<std::size_t>(table.shape().width));
  return is_finite ? Status() : table.non_finite(row);
}

// Some rows of a table, wherever they are, and their mean.
class Sample {
 public:
  Sample(const MatrixFile& table, std::span<const std::uint64_t> rows) : table_(table), rows_(rows), mean_(width()) {}

  std::size_t width() const { return static_cast<std::size_t>(table_.shape().width); }
  const std::vector<double>& mean() const { return mean_; }

  Status take_mean(const std::atomic<bool>* cancelled) {
    std::vector<std::uint8_t> bytes;
    for (const std::uint64_t row : rows_) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled));
      TG_RETURN_IF_ERROR(read_row(table_, row, bytes));
      add_weighted(table_.shape().dtype, bytes.data(), 1, mean_);
    }
    for (double& value : mean_) value /= static_cast<double>(rows_.size());
    return {};
  }

  // Rows first, first + 1, … less the mean, in float; behind the last one zeros.
  Status read_block(std::size_t first, std::vector<float>& block, unsigned threads) const {
    block.assign(kBlockRows * width(), 0);
    return run_tasks(threads, std::min(kBlockRows, rows_.size() - first), [&](std::size_t i) {
      std::vector<std::uint8_t> bytes;
      TG_RETURN_IF_ERROR(read_row(table_, rows_[first + i], bytes));
      const std::span row(block.data() + i * width(), width());
      to_floats(table_.shape().dtype, bytes.data(), row);
      for (std::size_t c = 0; c < row.size(); ++c) row[c] = static_cast<float>(static_cast<double>(row[c]) - mean_[c]);
      return Status();
    });
  }

 private:
  const MatrixFile& table_;
  std::span<const std::uint64_t> rows_;
  std::vector<double> mean_;
};

std::vector<float> transposed(const std::vector<float>& block, std::size_t width) {
  std::vector<float> result(block.size());
  for (std::size_t i = 0; i < kBlockRows; ++i) {
    for (std::size_t c = 0; c < width; ++c) result[c * kBlockRows + i] = block[i * width + c];
  }
  return result;
}

// sums += a^T b, in float within the block, in double across blocks. `a` is transposed already.
void add_product(const std::vector<float>& a, const std::vector<float>& b, Dense& sums, unsigned threads) {
  for_each_task(threads, (sums.rows + kStrip - 1) / kStrip, [&](std::size_t strip) {
    const std::size_t first = strip * kStrip;
    const std::size_t count = std::min(kStrip, sums.rows - first);
    std::vector<float> products(count * sums.columns);
    run_on_device<WeightedFloats>(&Backend::add_weighted_floats, {a.data() + first * kBlockRows, b.data(), kBlockRows,
                                                                  sums.columns, count, products.data()});
    double* target = sums.row(first);
    for (std::size_t i = 0; i < products.size(); ++i) target[i] += static_cast<double>(products[i]);
  });
}

double trace(const Dense& square) {
  double sum = 0;
  for (std::size_t i = 0; i < square.rows; ++i) sum += square.at(i, i);
  return sum;
}

// A^T A and A^T B.
struct Moments {
  Dense donor;
  Dense cross;
};

Status take_moments(const Sample& donor, const Sample& source, std::size_t count, Moments& moments, unsigned threads,
                    const std::atomic<bool>* cancelled) {
  std::vector<float> a;
  std::vector<float> b;
  for (std::size_t first = 0; first < count; first += kBlockRows) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    TG_RETURN_IF_ERROR(donor.read_block(first, a, threads));
    TG_RETURN_IF_ERROR(source.read_block(first, b, threads));
    const std::vector<float> columns = transposed(a, donor.width());
    add_product(columns, a, moments.donor, threads);
    add_product(columns, b, moments.cross, threads);
  }
  return {};
}

Status fit_ridge(Moments& moments, double penalty, Dense& map, unsigned threads) {
  const double added = penalty * trace(moments.donor) / static_cast<double>(moments.donor.rows);
  for (std::size_t i = 0; i < moments.donor.rows; ++i) moments.donor.at(i, i) += added;
  map = std::move(moments.cross);
  if (trace(moments.donor) == 0) return {};  // all anchors are equal: the cross moments are zero, too
  if (!factorise(moments.donor, threads)) {
    return Status::error(Code::bad_argument, "the anchors leave a map undetermined; raise the penalty");
  }
  solve(moments.donor, map, threads);
  return {};
}

// The scale that makes the sum of squares of B - scale * A * map least is trace(map^T A^T B) / |A|^2.
void fit_procrustes(const Moments& moments, Dense& map, unsigned threads) {
  map = polar_factor(moments.cross, threads);
  const double squares = trace(moments.donor);
  const double scale =
      squares > 0 ? dot(map.values.data(), moments.cross.values.data(), map.values.size()) / squares : 0;
  for (double& value : map.values) value *= scale;
}

}  // namespace

Result<LinearMap> LinearMap::fit(const RowMap& map, const MatrixFile& source, unsigned threads,
                                 const std::atomic<bool>* cancelled) {
  auto donor = MatrixFile::open_for_reading(map.donor);
  if (!donor.ok()) return donor.status();
  LinearMap fitted(std::move(donor).value(), static_cast<std::size_t>(source.shape().width));
  Sample a(fitted.donor_, map.donor_rows);
  Sample b(source, map.source_rows);
  TG_RETURN_IF_ERROR(a.take_mean(cancelled));
  TG_RETURN_IF_ERROR(b.take_mean(cancelled));
  Moments moments{Dense(a.width(), a.width()), Dense(a.width(), b.width())};
  TG_RETURN_IF_ERROR(take_moments(a, b, map.donor_rows.size(), moments, threads, cancelled));
  if (map.kind == MapKind::ridge) {
    TG_RETURN_IF_ERROR(fit_ridge(moments, map.penalty, fitted.map_, threads));
  } else {
    fit_procrustes(moments, fitted.map_, threads);
  }
  fitted.donor_mean_ = a.mean();
  fitted.source_mean_ = b.mean();
  return fitted;
}

Status LinearMap::apply(std::uint64_t row, std::span<double> out) const {
  std::vector<std::uint8_t> bytes;
  TG_RETURN_IF_ERROR(read_row(donor_, row, bytes));
  std::vector<double> values(donor_mean_.size());
  to_doubles(donor_.shape().dtype, bytes.data(), values);
  std::copy(source_mean_.begin(), source_mean_.end(), out.begin());
  for (std::size_t i = 0; i < values.size(); ++i) axpy(values[i] - donor_mean_[i], map_.row(i), out.data(), out.size());
  return {};
}

}  // namespace tg
