// Rows of matrices that lie in files: statistics over them, and new rows made from old ones by recipes.
// Arithmetic is in double and its result is rounded once to the target's format, to nearest even, subnormals kept. Sums
// are taken in an order that the shapes fix and draws are functions of their counters, so the bytes depend on neither
// threads nor machine. Files are read through windows: resident memory is at most 16 MiB of sums, a window (256 KiB, or
// one row) a thread and, for an audit, 17 bytes a row. `threads` 0 means all cores. A set `cancelled` flag ends the
// work with Code::limit.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
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
  weighted_sum,  // sum over terms of weight * source row, then mean_weight * the population's mean row
  normal,        // mean + deviation * z, z standard normal and counter-based
  mean_cov,      // a draw from N(mean, scale * covariance) of the population's rows, counter-based
  mapped,        // a row of another table through the plan's map; its one term is that row, with the weight 1
};

// What to write into one row of the target. `terms` index `FillPlan::term_rows` and `FillPlan::term_weights`.
struct RowRecipe {
  std::uint64_t target_row;
  RowKind kind;
  std::uint64_t terms_begin;
  std::uint64_t terms_end;
  double mean_weight = 0;  // of a weighted sum
};

enum class MapKind : std::uint8_t {
  ridge,       // least squares with a penalty: (A^T A + penalty * trace / width * I)^-1 A^T B
  procrustes,  // the orthogonal map nearest to A^T B (its polar factor, so U V^T), times the scale that fits best
};

// A linear map from the rows of a donor's table to those of the source, fitted to pairs of rows that mean the same:
// row -> mean of B + (row - mean of A) * map, where A are the donor's anchors and B the source's, both less their
// means. Takes memory for two square matrices of doubles (the donor's width by itself and by the source's).
struct RowMap {
  FileMatrix donor;
  std::vector<std::uint64_t> donor_rows;   // A
  std::vector<std::uint64_t> source_rows;  // B; as many
  MapKind kind;
  double penalty;  // of ridge; above 0
};

struct FillPlan {
  FileMatrix source;  // old rows are read here
  FileMatrix target;  // new rows are written here; the file exists and is long enough; may be another file
  std::vector<RowRecipe> rows;
  std::vector<std::uint64_t> term_rows;
  std::vector<double> term_weights;
  std::vector<std::uint8_t> population;  // one flag a source row; empty: every row
  std::vector<double> sums;              // of the population's rows, where survey_rows has taken them; else empty
  double normal_mean;
  double normal_deviation;
  double covariance_scale = 0;  // at least 0
  std::uint64_t seed;           // a row's draw depends on (seed, stream, target row, column) only
  std::uint64_t stream;
  std::optional<RowMap> map;  // for mapped rows
};

// Executes the plan: mean and covariance draws are taken before anything is written, so the target may be the source
// (spare rows filled in place), as long as no term is a target row. Refused, naming the row: a non-finite value in a
// row that is read (Code::bad_file), a value that the target's format cannot hold, a row that is not there or written
// twice (Code::bad_argument). A failure may leave some rows written.
Status fill_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled);

// The same bytes that fill_rows would write, rows in recipe order, without touching the target, which need not exist:
// what verification compares. At most 4 GiB.
Status compute_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled,
                    std::vector<std::uint8_t>& bytes);

// One flag byte a row: bit 0 all zero, bit 1 has a non-finite value, bit 2 equal (byte by byte) to an earlier
// row.
Status audit_rows(const FileMatrix& matrix, unsigned threads, const std::atomic<bool>* cancelled,
                  std::vector<std::uint8_t>& flags);

struct RowSurvey {
  std::vector<std::uint8_t> flags;  // those of audit_rows but for bit 2
  std::vector<double> sums;         // of each column
};

// What planning wants to know of a table, in one reading: flags of all rows, and the sums of the rows whose flag in
// `members` is set (empty: of every row), as the mean of that population takes them. All-zero rows add nothing, so the
// sums are also those of a population without them.
Status survey_rows(const FileMatrix& matrix, std::span<const std::uint8_t> members, unsigned threads,
                   const std::atomic<bool>* cancelled, RowSurvey& survey);

}  // namespace tg
