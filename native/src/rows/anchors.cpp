#include "rows/anchors.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "files/cancel.h"
#include "rows/parallel.h"
#include "tensor/convert.h"
#include "tensor/dot.h"
#include "tensor/element.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

// Rows that one task reads.
constexpr std::size_t kRowsPerTask = 256;

// Products with shorter rows could be subnormal, which screening may take for zero.
constexpr double kShort = 0x1p-40;

}  // namespace

Result<Anchors> Anchors::read(const MatrixFile& table, std::span<const std::uint64_t> rows, unsigned threads,
                              const std::atomic<bool>* cancelled) {
  Anchors anchors;
  anchors.width_ = static_cast<std::size_t>(table.shape().width);
  anchors.row_bytes_ = table.row_bytes();
  anchors.dtype_ = table.shape().dtype;
  anchors.bytes_.resize(rows.size() * anchors.row_bytes_);
  anchors.norms_.resize(rows.size());
  anchors.usable_.assign(rows.size(), 1);
  TG_RETURN_IF_ERROR(anchors.read_rows(table, rows, threads, cancelled));
  anchors.flag_repeated();
  const bool has_short =
      std::any_of(anchors.norms_.begin(), anchors.norms_.end(), [](double norm) { return norm > 0 && norm < kShort; });
  const bool fits = anchors.dtype_ == Dtype::bf16 && anchors.width_ == anchors.screen_width();
  if (!fits || has_short) anchors.make_unit(threads);
  return anchors;
}

Status Anchors::read_rows(const MatrixFile& table, std::span<const std::uint64_t> rows, unsigned threads,
                          const std::atomic<bool>* cancelled) {
  const std::size_t tasks = (rows.size() + kRowsPerTask - 1) / kRowsPerTask;
  return run_tasks(threads, tasks, [&](std::size_t task) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    std::vector<double> values(width_);
    const std::size_t end = std::min(rows.size(), (task + 1) * kRowsPerTask);
    for (std::size_t i = task * kRowsPerTask; i < end; ++i) {
      std::uint8_t* bytes = bytes_.data() + i * row_bytes_;
      TG_RETURN_IF_ERROR(table.read_rows(rows[i], {bytes, row_bytes_}));
      if (has_non_finite(dtype_, bytes, width_)) return table.non_finite(rows[i]);
      to_doubles(dtype_, bytes, values);
      norms_[i] = std::sqrt(dot(dtype_, bytes, values));
      if (is_all_zero(dtype_, bytes, width_)) usable_[i] = 0;
    }
    return Status();
  });
}

std::size_t Anchors::usable_count() const {
  return static_cast<std::size_t>(std::count(usable_.begin(), usable_.end(), 1));
}

// Equal rows have equal norms: sorted by norm, then by bytes, then by index, repetitions stand behind their first.
void Anchors::flag_repeated() {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto difference = [&](std::size_t a, std::size_t b) { return std::memcmp(row(a), row(b), row_bytes_); };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (norms_[a] != norms_[b]) return norms_[a] < norms_[b];
    const int order_of_bytes = difference(a, b);
    return order_of_bytes != 0 ? order_of_bytes < 0 : a < b;
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t before = order[i - 1];
    if (norms_[before] == norms_[order[i]] && difference(before, order[i]) == 0) usable_[order[i]] = 0;
  }
}

void Anchors::make_unit(unsigned threads) {
  unit_.resize(size() * screen_width());
  for_each_task(threads, size(), [&](std::size_t anchor) {
    std::vector<double> values(width_);
    to_doubles(dtype_, row(anchor), values);
    const double factor = norms_[anchor] > 0 ? 1 / norms_[anchor] : 0;
    for (std::size_t i = 0; i < width_; ++i) unit_[anchor * screen_width() + i] = Bf16::from_double(values[i] * factor);
  });
}

}  // namespace tg
