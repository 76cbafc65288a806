// Rows of matrices that lie in files: statistics over them, and new rows made from old ones by recipes.
// Arithmetic is in double and rounds once, to nearest even, so results do not depend on threads or block sizes;
// subnormals are kept.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tokengraft/status.h"

namespace tg {

enum class Dtype : std::uint8_t { f32, f16, bf16 };

std::size_t dtype_size(Dtype dtype);

// A row-major little-endian matrix inside a file. A bias of n values is a matrix of n rows and width 1.
struct FileMatrix {
  std::string path;
  std::uint64_t offset;  // bytes from the beginning of the file to row 0
  std::uint64_t rows;
  std::uint64_t width;
  Dtype dtype;
};

enum class RowKind : std::uint8_t {
  zero,
  mean,          // of the population's rows
  weighted_sum,  // sum over terms of weight * source row
  normal,        // mean + deviation * z, z standard normal and counter-based
};

// What to write into one row of the target. `terms` index `FillPlan::term_rows` and `FillPlan::term_weights`.
struct RowRecipe {
  std::uint64_t target_row;
  RowKind kind;
  std::uint64_t terms_begin;
  std::uint64_t terms_end;
};

struct FillPlan {
  FileMatrix source;  // old rows are read here
  FileMatrix target;  // new rows are written here; the file exists and is long enough; may be another file
  std::vector<RowRecipe> rows;
  std::vector<std::uint64_t> term_rows;
  std::vector<double> term_weights;
  std::vector<std::uint8_t> population;  // one flag a source row; empty: every row
  double normal_mean;
  double normal_deviation;
  std::uint64_t seed;  // a row's draw depends on (seed, stream, target row, column) only
  std::uint64_t stream;
};

// Executes the plan. A non-finite value in a row that is read is refused, naming the row.
Status fill_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled);

// The same bytes that fill_rows would write, rows in recipe order, without touching the target: what verification
// compares.
Status compute_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled,
                    std::vector<std::uint8_t>& bytes);

// One flag byte a row: bit 0 all zero, bit 1 has a non-finite value, bit 2 equal to an earlier row.
Status audit_rows(const FileMatrix& matrix, unsigned threads, const std::atomic<bool>* cancelled,
                  std::vector<std::uint8_t>& flags);

}  // namespace tg
