// The mean of a population, against a plain loop in long double.
#include <cmath>
#include <limits>

#include "check.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Dtype;
using tg::FileMatrix;
using tg::RowKind;

constexpr std::uint32_t kSeed = 99;

tg::FillPlan mean_plan(const FileMatrix& table, std::vector<std::uint8_t> population) {
  tg::FillPlan plan = make_plan(table, table, {{0, RowKind::mean, 0, 0}});
  plan.target.dtype = Dtype::f32;
  plan.population = std::move(population);
  return plan;
}

Bytes slow_mean(const FileMatrix& table, const std::vector<double>& values, const std::vector<std::uint8_t>& population,
                Dtype out) {
  std::vector<long double> sums(table.width);
  std::uint64_t count = 0;
  for (std::uint64_t row = 0; row < table.rows; ++row) {
    if (!population.empty() && population[row] == 0) continue;
    ++count;
    for (std::uint64_t column = 0; column < table.width; ++column) sums[column] += values[row * table.width + column];
  }
  std::vector<double> mean;
  for (const long double sum : sums) mean.push_back(static_cast<double>(sum / static_cast<long double>(count)));
  return encode(out, mean);
}

std::vector<std::uint8_t> some_of(std::uint64_t rows) {
  std::mt19937 random(kSeed);
  std::vector<std::uint8_t> flags(rows);
  for (auto& flag : flags) flag = random() % 5 != 0;
  return flags;
}

// Shapes with few and many rows a lane, rows that do and do not fill a vector or a window, and a bias.
constexpr struct {
  std::uint64_t rows;
  std::uint64_t width;
} kShapes[] = {{1, 1}, {1, 40}, {5, 7}, {63, 16}, {1000, 33}, {20000, 1}, {70, 70000}};

}  // namespace

TEST("the mean is that of an obvious loop, for every format and shape") {
  const ScratchFolder folder;
  for (const Dtype dtype : kDtypes) {
    for (const auto& [rows, width] : kShapes) {
      const auto values = decode(dtype, encode(dtype, random_values(rows * width, kSeed)));
      const FileMatrix table = write_table(folder, "table", dtype, width, values);
      for (const auto& population : {std::vector<std::uint8_t>{}, some_of(rows)}) {
        const tg::FillPlan plan = mean_plan(table, population);
        Bytes bytes;
        REQUIRE_OK(tg::compute_rows(plan, 2, nullptr, bytes));
        CHECK(bytes == slow_mean(table, values, population, plan.target.dtype));
      }
    }
  }
}

TEST("the mean's bytes do not depend on the number of threads, even where sums are rounded") {
  const ScratchFolder folder;
  std::vector<double> values = random_values(3000 * 37, kSeed);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= std::ldexp(1.0, static_cast<int>(i * 7919 % 200) - 100);
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 37, values);
  Bytes first;
  REQUIRE_OK(tg::compute_rows(mean_plan(table, some_of(3000)), 1, nullptr, first));
  for (const unsigned threads : {0U, 2U, 5U, 33U}) {
    Bytes bytes;
    REQUIRE_OK(tg::compute_rows(mean_plan(table, some_of(3000)), threads, nullptr, bytes));
    CHECK(bytes == first);
  }
}

TEST("a mean is rounded once: not to f32 on its way to bf16") {
  const ScratchFolder folder;
  // 2^32 rows' worth of precision in two: the mean is 1 + 2^-8 + 2^-40, just above a tie of bf16.
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 1, {2 + 0x1p-7, 0x1p-39});
  tg::FillPlan plan = mean_plan(table, {});
  plan.target.dtype = Dtype::bf16;
  Bytes bytes;
  REQUIRE_OK(tg::compute_rows(plan, 1, nullptr, bytes));
  CHECK(bytes == (Bytes{0x81, 0x3f}));
}

TEST("a mean of subnormals stays subnormal") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "table", Dtype::f16, 1, {0x1p-24, 0x1p-24 * 3});
  tg::FillPlan plan = mean_plan(table, {});
  plan.target.dtype = Dtype::f16;
  Bytes bytes;
  REQUIRE_OK(tg::compute_rows(plan, 1, nullptr, bytes));
  CHECK(bytes == (Bytes{0x02, 0x00}));
}

TEST("a row of the population that is not finite is named, the first of several") {
  const ScratchFolder folder;
  for (const double value : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    for (const Dtype dtype : kDtypes) {
      std::vector<double> values = random_values(500 * 9, kSeed);
      for (const std::size_t row : {17, 18, 400}) values[row * 9 + row % 9] = value;
      const FileMatrix table = write_table(folder, "model.safetensors", dtype, 9, values);
      for (const unsigned threads : {1U, 5U}) {
        Bytes bytes;
        const auto status = tg::compute_rows(mean_plan(table, {}), threads, nullptr, bytes);
        CHECK(status.code() == tg::Code::bad_file);
        CHECK_EQUAL(status.message(), table.path + ": row 17 holds a value that is not finite");
      }
    }
  }
}

TEST("infinities of both signs in one column are found though they cancel to no number") {
  const ScratchFolder folder;
  const double infinity = std::numeric_limits<double>::infinity();
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 1, {1, infinity, -infinity});
  Bytes bytes;
  const auto status = tg::compute_rows(mean_plan(table, {}), 1, nullptr, bytes);
  CHECK_EQUAL(status.message(), table.path + ": row 1 holds a value that is not finite");
}

TEST("rows outside the population are not looked at") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "table", Dtype::bf16, 2, {1, 2, std::nan(""), 3, 3, 4});
  tg::FillPlan plan = mean_plan(table, {1, 0, 1});
  Bytes bytes;
  REQUIRE_OK(tg::compute_rows(plan, 1, nullptr, bytes));
  CHECK_EQUAL(decode(plan.target.dtype, bytes), (std::vector<double>{2, 3}));
}

TEST("a population without a row is refused") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 1, {1, 2});
  Bytes bytes;
  const auto status = tg::compute_rows(mean_plan(table, {0, 0}), 1, nullptr, bytes);
  CHECK(status.code() == tg::Code::bad_argument);
  CHECK_EQUAL(status.message(), table.path + ": no row to take the mean of");
}
