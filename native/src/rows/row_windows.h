// Walks over rows of a file through one buffer, so that resident memory does not depend on the file's size.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "files/cancel.h"
#include "files/sparse_reader.h"
#include "rows/matrix_file.h"

namespace tg {

// Large enough that the system call is free, small enough that the bytes are still in the second-level cache when they
// are used.
constexpr std::size_t kWindowBytes = std::size_t{256} << 10;

// Rows [begin, end) of a matrix.
struct RowRange {
  std::uint64_t begin;
  std::uint64_t end;
};

// Calls visit(first row, number of rows, bytes) for consecutive windows of the range and stops at its first failure.
template <class Visit>
Status for_each_window(const MatrixFile& matrix, RowRange range, const std::atomic<bool>* cancelled,
                       std::vector<std::uint8_t>& buffer, Visit visit) {
  SparseReader reader(matrix.file(), matrix.position_of(range.end));
  const std::uint64_t at_once = std::max<std::uint64_t>(1, kWindowBytes / matrix.row_bytes());
  for (std::uint64_t row = range.begin; row < range.end;) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    const auto count = static_cast<std::size_t>(std::min(at_once, range.end - row));
    buffer.resize(static_cast<std::size_t>(at_once) * matrix.row_bytes());
    const std::span window(buffer.data(), count * matrix.row_bytes());
    TG_RETURN_IF_ERROR(reader.read_at(matrix.position_of(row), window));
    TG_RETURN_IF_ERROR(visit(row, count, window.data()));
    row += count;
  }
  return {};
}

}  // namespace tg
