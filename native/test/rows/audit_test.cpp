// Flags of rows, against a comparison of every row with every other.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "check.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Dtype;
using tg::FileMatrix;

Bytes audit(const FileMatrix& matrix, unsigned threads) {
  Bytes flags;
  const tg::Status status = tg::audit_rows(matrix, threads, nullptr, flags);
  CHECK_EQUAL(status.message(), std::string());
  return flags;
}

Bytes slow_audit(const FileMatrix& matrix) {
  std::vector<Bytes> rows;
  Bytes flags;
  for (std::uint64_t row = 0; row < matrix.rows; ++row) {
    const Bytes bytes = row_bytes_of(matrix, row);
    int flag = 1;
    for (const double value : decode(matrix.dtype, bytes)) {
      if (value != 0) flag &= ~1;
      if (!std::isfinite(value)) flag |= 2;
    }
    if (std::find(rows.begin(), rows.end(), bytes) != rows.end()) flag |= 4;
    rows.push_back(bytes);
    flags.push_back(static_cast<std::uint8_t>(flag));
  }
  return flags;
}

}  // namespace

TEST("each flag is what it says, in every format") {
  const ScratchFolder folder;
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Dtype dtype : kDtypes) {
    const FileMatrix table =
        write_table(folder, "table", dtype, 2,
                    {1, 2, 0, 0,    -0.0,      0, 1,        2, 0, 0, infinity, 1, 1, std::nan(""), -0.0, 0,  //
                     2, 1, 0, -0.0, -infinity, 1, infinity, 1});
    CHECK(audit(table, 1) == (Bytes{0, 1, 1, 4, 5, 2, 2, 5, 0, 1, 2, 6}));
  }
}

TEST("random tables with many repeated rows are flagged as a slow look does, on any number of threads") {
  const ScratchFolder folder;
  std::mt19937 random(77);
  for (const Dtype dtype : kDtypes) {
    for (const std::uint64_t width : {1, 3, 16, 31, 40}) {
      std::vector<double> values;
      for (int row = 0; row < 300; ++row) {
        const double base = static_cast<double>(random() % 100);
        for (std::uint64_t column = 0; column < width; ++column) values.push_back(base + (column + 1 == width ? 1 : 0));
      }
      const FileMatrix table = write_table(folder, "table", dtype, width, values);
      for (const unsigned threads : {1U, 2U, 5U}) CHECK(audit(table, threads) == slow_audit(table));
    }
  }
}

TEST("rows that differ in one bit of any byte are not equal") {
  const ScratchFolder folder;
  const std::uint64_t width = 45;
  FileMatrix table = write_table(folder, "table", Dtype::bf16, width, random_values(width * 91, 4));
  const Bytes first = row_bytes_of(table, 0);
  for (std::size_t row = 1; row <= 90; ++row) {
    Bytes changed = first;
    changed[row - 1] ^= static_cast<std::uint8_t>(1 << row % 8);
    write_into(table.path, kHeader + row * first.size(), changed);
  }
  const Bytes flags = audit(table, 2);
  CHECK_EQUAL(std::count_if(flags.begin(), flags.end(), [](auto flag) { return (flag & 4) != 0; }), 0);
}

TEST("repeated rows are found across tasks and windows") {
  const ScratchFolder folder;
  const std::uint64_t rows = 5000;
  FileMatrix table = write_table(folder, "table", Dtype::f32, 8, random_values(rows * 8, 6));
  write_into(table.path, kHeader + 4999 * 32, row_bytes_of(table, 2));
  Bytes expected(rows);
  expected[4999] = 4;
  CHECK(audit(table, 5) == expected);
}

TEST("a table of holes is zero everywhere and repeats its first row") {
  const ScratchFolder folder;
  const FileMatrix table{folder.hole("table", 3000 * 2048), 0, 3000, 1024, Dtype::f16};
  Bytes expected(3000, 5);
  expected[0] = 1;
  CHECK(audit(table, 2) == expected);
}

TEST("a table without rows has no flags") {
  const ScratchFolder folder;
  const FileMatrix table{folder.hole("table", 0), 0, 0, 1024, Dtype::f16};
  CHECK(audit(table, 2).empty());
}

TEST("a table that its file does not hold is refused") {
  const ScratchFolder folder;
  const FileMatrix table{folder.hole("table", 100), 0, 26, 2, Dtype::f16};
  Bytes flags;
  const tg::Status status = tg::audit_rows(table, 1, nullptr, flags);
  CHECK(status.code() == tg::Code::bad_file);
  CHECK_EQUAL(status.message(),
              table.path + ": a matrix of 26 rows and 2 columns at byte 0 ends at byte 104, but the file has 100");
}

TEST("a cancelled audit stops") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 8, random_values(800, 6));
  const std::atomic<bool> cancelled = true;
  Bytes flags;
  CHECK_EQUAL(tg::audit_rows(table, 2, &cancelled, flags).message(), std::string("cancelled"));
}
