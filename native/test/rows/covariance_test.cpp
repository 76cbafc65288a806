// Draws from mean and covariance against the formula in double, and their moments against those of the rows.
#include "rows/covariance.h"

#include <algorithm>
#include <cmath>

#include "check.h"
#include "rows/mean.h"
#include "rows/tables.h"
#include "tensor/element.h"

namespace {

using namespace tg::test;
using tg::Dtype;
using tg::FileMatrix;
using tg::RowKind;

constexpr tg::GaussianSource kSource{5, 6};

struct Table {
  ScratchFolder folder;
  FileMatrix matrix;
  std::vector<double> values;
  std::vector<std::uint8_t> population;

  Table(Dtype dtype, std::uint64_t rows, std::uint64_t width, double centre) : values(random_values(rows * width, 17)) {
    for (double& value : values) value += centre;
    values = decode(dtype, encode(dtype, values));
    matrix = write_table(folder, "table", dtype, width, values);
    for (std::uint64_t row = 0; row < rows; ++row) population.push_back(row % 7 != 3);
  }
};

std::vector<double> draw(const Table& table, const std::vector<std::uint64_t>& rows, double scale, unsigned threads) {
  const auto file = tg::MatrixFile::open_for_reading(table.matrix);
  const auto mean = tg::mean_row(file.value(), table.population, {}, threads, nullptr);
  std::vector<double> out(rows.size() * table.matrix.width);
  const tg::Status status =
      tg::draw_covariance(file.value(), table.population, mean.value(), {rows, kSource, scale}, threads, nullptr, out);
  CHECK_EQUAL(status.message(), std::string());
  return out;
}

// The formula of covariance.h, in double throughout.
std::vector<double> slow_draw(const Table& table, std::uint64_t row, double scale) {
  const std::uint64_t width = table.matrix.width;
  std::vector<double> normals(table.matrix.rows);
  tg::draw_normals(kSource, row, 0, normals);
  const auto members = static_cast<double>(std::count(table.population.begin(), table.population.end(), 1));
  std::vector<double> mean(width);
  std::vector<double> sum(width);
  for (std::uint64_t i = 0; i < table.matrix.rows; ++i) {
    for (std::uint64_t c = 0; table.population[i] != 0 && c < width; ++c) {
      mean[c] += table.values[i * width + c] / members;
    }
  }
  for (std::uint64_t i = 0; i < table.matrix.rows; ++i) {
    const double z = decode(Dtype::bf16, encode(Dtype::bf16, {normals[i]}))[0];
    for (std::uint64_t c = 0; table.population[i] != 0 && c < width; ++c) {
      sum[c] += z * (table.values[i * width + c] - mean[c]);
    }
  }
  for (std::uint64_t c = 0; c < width; ++c) sum[c] = mean[c] + std::sqrt(scale / members) * sum[c];
  return sum;
}

}  // namespace

// Relative to the deviation of a column: what counts is the part that is drawn. Far-off means are shifted away first.
TEST("a weight is the draw rounded once to bf16, and zero below 2^-40") {
  std::vector<double> draws = random_values(5000, 23);
  for (const double value : {0.0, 1.0, 1.00390625, 1.01171875, 0x1p-40, 0x1.fffp-41, 0x1p-41, 8.0, 40.0}) {
    for (const double near : {value, std::nextafter(value, 100.0), std::nextafter(value, 0.0)}) draws.push_back(near);
  }
  std::vector<std::uint16_t> weights(2 * draws.size());
  for (std::size_t i = 0, count = draws.size(); i < count; ++i) draws.push_back(-draws[i]);
  tg::weights_of(draws, weights.data());
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const std::uint16_t expected = std::fabs(draws[i]) < 0x1p-40 ? std::uint16_t{0} : tg::Bf16::from_double(draws[i]);
    CHECK_EQUAL(weights[i], expected);
  }
}

TEST("mean-cov: a draw is mean plus a weighted sum of differences, within 1e-5 deviations") {
  for (const Dtype dtype : kDtypes) {
    for (const double centre : {0.0, 0.06, 0.5}) {
      const Table table(dtype, 3000, 37, centre);
      const std::vector<double> drawn = draw(table, {3000, 3007}, 0.1, 2);
      for (std::size_t d = 0; d < 2; ++d) {
        const std::vector<double> expected = slow_draw(table, d == 0 ? 3000 : 3007, 0.1);
        for (std::size_t c = 0; c < 37; ++c) {
          CHECK(std::fabs(drawn[d * 37 + c] - expected[c]) < 1e-5 * std::sqrt(0.1) * 0.036);
        }
      }
    }
  }
}

TEST("mean-cov: the same bits for any number of threads and any company") {
  const Table table(Dtype::bf16, 5000, 50, 0.01);
  const std::vector<double> one = draw(table, {9, 10, 5000}, 1, 1);
  for (const unsigned threads : {2U, 5U}) CHECK(draw(table, {9, 10, 5000}, 1, threads) == one);
  const std::vector<double> alone = draw(table, {10}, 1, 3);
  CHECK(std::equal(alone.begin(), alone.end(), one.begin() + 50));
}

TEST("mean-cov: scale 0 is the mean, and a single row has no spread") {
  const Table table(Dtype::f32, 40, 5, 0.2);
  const auto file = tg::MatrixFile::open_for_reading(table.matrix);
  const std::vector<double> mean = tg::mean_row(file.value(), table.population, {}, 1, nullptr).value();
  CHECK(draw(table, {1}, 0, 1) == mean);
  const Table single(Dtype::f32, 1, 5, 0.2);
  CHECK(draw(single, {1}, 1, 1) == single.values);
}

// 4,000 draws: the deviation of a variance is its own 2.2 %, of a covariance s_a s_b / 63; four of them are allowed.
TEST("mean-cov: mean, variances and covariances of many draws are those of the population times scale") {
  const std::uint64_t width = 4;
  Table table(Dtype::bf16, 600, width, 0.1);
  for (std::size_t i = 0; i < table.values.size(); i += width) table.values[i + 1] = table.values[i] * -0.5 + 0.3;
  table.values = decode(Dtype::bf16, encode(Dtype::bf16, table.values));
  table.matrix = write_table(table.folder, "table", Dtype::bf16, width, table.values);
  std::vector<std::uint64_t> rows(4000);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = 600 + i;
  const double scale = 0.5;
  const std::vector<double> drawn = draw(table, rows, scale, 2);
  const auto moment = [&](const std::vector<double>& values, auto counts, std::size_t a, std::size_t b) {
    double sum_a = 0, sum_b = 0, product = 0, count = 0;
    for (std::size_t i = 0; i * width < values.size(); ++i) {
      if (!counts(i)) continue;
      sum_a += values[i * width + a], sum_b += values[i * width + b];
      product += values[i * width + a] * values[i * width + b];
      count += 1;
    }
    return product / count - sum_a * sum_b / count / count;
  };
  const auto all = [](std::size_t) { return true; };
  const auto members = [&](std::size_t i) { return table.population[i] != 0; };
  for (std::size_t a = 0; a < width; ++a) {
    for (std::size_t b = 0; b < width; ++b) {
      const double expected = scale * moment(table.values, members, a, b);
      const double bound = scale * std::sqrt(moment(table.values, members, a, a) * moment(table.values, members, b, b));
      CHECK(std::fabs(moment(drawn, all, a, b) - expected) < 4 * 0.0224 * bound);
    }
  }
}

TEST("mean-cov: rows outside the population are not read, whatever they hold") {
  Table table(Dtype::bf16, 300, 8, 0);
  const std::vector<double> before = draw(table, {300}, 1, 1);
  for (std::size_t c = 0; c < 8; ++c) table.values[3 * 8 + c] = std::nan("");
  table.matrix = write_table(table.folder, "table", Dtype::bf16, 8, table.values);
  CHECK(draw(table, {300}, 1, 1) == before);
}

TEST("a mean-cov row is the draw of its target row, rounded once, in every format") {
  for (const Dtype dtype : kDtypes) {
    const Table table(dtype, 500, 12, 0);
    tg::FillPlan plan =
        make_plan(table.matrix, table.matrix, {{3, RowKind::mean_cov, 0, 0}, {10, RowKind::mean, 0, 0}});
    plan.population = table.population;
    plan.covariance_scale = 0.1;
    plan.seed = kSource.seed;
    plan.stream = kSource.stream;
    Bytes bytes;
    REQUIRE_OK(tg::compute_rows(plan, 2, nullptr, bytes));
    const Bytes expected = encode(dtype, draw(table, {3}, 0.1, 1));
    CHECK(std::equal(expected.begin(), expected.end(), bytes.begin()));
    plan.covariance_scale = -1;
    CHECK(!tg::compute_rows(plan, 1, nullptr, bytes).ok());
  }
}

TEST("a weighted sum takes its share of the mean") {
  const Table table(Dtype::f32, 50, 6, 0);
  tg::FillPlan plan = make_plan(table.matrix, table.matrix, {{3, RowKind::weighted_sum, 0, 1, 0.75}});
  plan.population = table.population;
  plan.term_rows = {7};
  plan.term_weights = {0.25};
  Bytes bytes;
  REQUIRE_OK(tg::compute_rows(plan, 2, nullptr, bytes));
  const auto file = tg::MatrixFile::open_for_reading(table.matrix);
  std::vector<double> expected = tg::mean_row(file.value(), table.population, {}, 1, nullptr).value();
  for (std::size_t c = 0; c < 6; ++c) expected[c] = table.values[7 * 6 + c] * 0.25 + 0.75 * expected[c];
  CHECK(bytes == encode(Dtype::f32, expected));
}
