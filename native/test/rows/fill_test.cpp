// Rows made by recipes, written and computed.
#include <atomic>
#include <cmath>

#include "check.h"
#include "rows/gaussian.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Dtype;
using tg::FileMatrix;
using tg::FillPlan;
using tg::RowKind;

constexpr std::uint64_t kRows = 50;
constexpr std::uint64_t kWidth = 21;

struct Tables {
  ScratchFolder folder;
  std::vector<double> values;
  FileMatrix source;
  FileMatrix target;

  Tables(Dtype from, Dtype to) : values(decode(from, encode(from, random_values(kRows * kWidth, 3)))) {
    source = write_table(folder, "source", from, kWidth, values);
    target = write_table(folder, "target", to, kWidth, std::vector<double>(2 * kRows * kWidth, 9));
  }
};

// Every kind, target rows neither sorted nor together.
FillPlan mixed_plan(const Tables& tables) {
  FillPlan plan = make_plan(tables.source, tables.target,
                            {{70, RowKind::mean, 0, 0},
                             {3, RowKind::weighted_sum, 0, 3},
                             {4, RowKind::weighted_sum, 3, 4},
                             {5, RowKind::normal, 0, 0},
                             {99, RowKind::zero, 0, 0},
                             {0, RowKind::normal, 0, 0},
                             {98, RowKind::mean, 0, 0}});
  plan.term_rows = {7, 8, 7, 49};
  plan.term_weights = {0.5, 0.25, -1.0 / 3, 1};
  return plan;
}

Bytes compute(const FillPlan& plan, unsigned threads) {
  Bytes bytes;
  const tg::Status status = tg::compute_rows(plan, threads, nullptr, bytes);
  CHECK_EQUAL(status.message(), std::string());
  return bytes;
}

Bytes row_of(const Bytes& computed, const FillPlan& plan, std::size_t recipe) {
  const std::size_t size = kWidth * tg::dtype_size(plan.target.dtype);
  const auto begin = computed.begin() + static_cast<std::ptrdiff_t>(recipe * size);
  return Bytes(begin, begin + static_cast<std::ptrdiff_t>(size));
}

Bytes slow_sum(const Tables& tables, const FillPlan& plan, const tg::RowRecipe& recipe) {
  std::vector<double> sums(kWidth);
  for (std::uint64_t column = 0; column < kWidth; ++column) {
    for (std::uint64_t term = recipe.terms_begin; term < recipe.terms_end; ++term) {
      const volatile double product = plan.term_weights[term] * tables.values[plan.term_rows[term] * kWidth + column];
      sums[column] += product;
    }
  }
  return encode(plan.target.dtype, sums);
}

}  // namespace

TEST("every kind of row is what its recipe says, from every format to every format") {
  for (const Dtype from : kDtypes) {
    for (const Dtype to : kDtypes) {
      const Tables tables(from, to);
      const FillPlan plan = mixed_plan(tables);
      const Bytes computed = compute(plan, 2);
      CHECK(row_of(computed, plan, 0) == row_of(computed, plan, 6));
      CHECK(row_of(computed, plan, 1) == slow_sum(tables, plan, plan.rows[1]));
      CHECK(row_of(computed, plan, 2) == slow_sum(tables, plan, plan.rows[2]));
      CHECK(row_of(computed, plan, 4) == Bytes(kWidth * tg::dtype_size(to)));
      CHECK(row_of(computed, plan, 3) != row_of(computed, plan, 5));
    }
  }
}

TEST("what is written is what is computed, and no other byte of the target changes") {
  for (const Dtype dtype : kDtypes) {
    const Tables tables(dtype, dtype);
    const FillPlan plan = mixed_plan(tables);
    const Bytes computed = compute(plan, 1);
    Bytes expected = read_file(tables.target.path);
    const std::size_t size = kWidth * tg::dtype_size(dtype);
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
      std::copy_n(computed.begin() + static_cast<std::ptrdiff_t>(i * size), size,
                  expected.begin() + static_cast<std::ptrdiff_t>(kHeader + plan.rows[i].target_row * size));
    }
    REQUIRE_OK(tg::fill_rows(plan, 2, nullptr));
    CHECK(read_file(tables.target.path) == expected);
  }
}

TEST("any number of threads makes the same bytes") {
  const ScratchFolder folder;
  const std::uint64_t count = 3000;  // several pieces
  const FileMatrix source = write_table(folder, "source", Dtype::f32, 64, random_values(200 * 64, 5));
  const FileMatrix target = write_table(folder, "target", Dtype::f32, 64, std::vector<double>(count * 64));
  FillPlan plan = make_plan(source, target, {});
  for (std::uint64_t row = 0; row < count; ++row) {
    const RowKind kinds[] = {RowKind::mean, RowKind::weighted_sum, RowKind::normal};
    plan.rows.push_back({count - 1 - row, kinds[row % 3], row, row + 1});
    plan.term_rows.push_back(row % 200);
    plan.term_weights.push_back(1 / (1.0 + static_cast<double>(row)));
  }
  const Bytes computed = compute(plan, 1);
  for (const unsigned threads : {2U, 5U}) CHECK(compute(plan, threads) == computed);
  REQUIRE_OK(tg::fill_rows(plan, 1, nullptr));
  const Bytes written = read_file(target.path);
  write_table(folder, "target", Dtype::f32, 64, std::vector<double>(count * 64));
  REQUIRE_OK(tg::fill_rows(plan, 5, nullptr));
  CHECK(read_file(target.path) == written);
}

TEST("a single term of weight one is a copy, signed zeros and subnormals included") {
  const ScratchFolder folder;
  for (const Dtype dtype : kDtypes) {
    const std::vector<double> values = {-0.0, 0.0, std::ldexp(1.0, dtype == Dtype::f16 ? -24 : -133), -1.5};
    const FileMatrix source = write_table(folder, "source", dtype, 4, values);
    FillPlan plan = make_plan(source, source, {{0, RowKind::weighted_sum, 0, 1}});
    plan.term_rows = {0};
    plan.term_weights = {1};
    CHECK(compute(plan, 1) == encode(dtype, values));
  }
}

TEST("a normal row is mean + deviation * draw of its target row") {
  const Tables tables(Dtype::f32, Dtype::f32);
  FillPlan plan = make_plan(tables.source, tables.target, {{42, RowKind::normal, 0, 0}});
  plan.normal_mean = 0.5;
  plan.seed = 11;
  plan.stream = 12;
  std::vector<double> values(kWidth);
  tg::draw_normals({11, 12}, 42, 0, values);
  for (double& value : values) {
    const volatile double spread = 0.02 * value;
    value = 0.5 + spread;
  }
  CHECK(compute(plan, 1) == encode(Dtype::f32, values));
}

TEST("a plan that reads no old row needs no source file") {
  const Tables tables(Dtype::f32, Dtype::bf16);
  FillPlan plan = make_plan(tables.source, tables.target, {{1, RowKind::normal, 0, 0}, {2, RowKind::zero, 0, 0}});
  plan.source.path = tables.folder / "absent";
  REQUIRE_OK(tg::fill_rows(plan, 1, nullptr));
}

TEST("an empty plan changes nothing") {
  const Tables tables(Dtype::f32, Dtype::f32);
  const Bytes before = read_file(tables.target.path);
  const FillPlan plan = make_plan(tables.source, tables.target, {});
  REQUIRE_OK(tg::fill_rows(plan, 4, nullptr));
  CHECK(compute(plan, 4).empty());
  CHECK(read_file(tables.target.path) == before);
}

TEST("spare rows are filled in place, the mean being taken before") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "model", Dtype::f32, 1, {1, 2, 3, 100, 100});
  FillPlan plan = make_plan(table, table, {{3, RowKind::mean, 0, 0}, {4, RowKind::weighted_sum, 0, 2}});
  plan.term_rows = {0, 2};
  plan.term_weights = {0.5, 0.5};
  plan.population = {1, 1, 1, 0, 0};
  REQUIRE_OK(tg::fill_rows(plan, 2, nullptr));
  CHECK(read_file(table.path) == [&] {
    const ScratchFolder other;
    return read_file(write_table(other, "expected", Dtype::f32, 1, {1, 2, 3, 2, 2}).path);
  }());
}

TEST("rows of the population may be overwritten: all are read before") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "model", Dtype::f32, 1, {1, 2, 3, 6});
  REQUIRE_OK(tg::fill_rows(make_plan(table, table, {{0, RowKind::mean, 0, 0}, {3, RowKind::mean, 0, 0}}), 2, nullptr));
  CHECK(row_bytes_of(table, 0) == encode(Dtype::f32, {3}));
  CHECK(row_bytes_of(table, 3) == encode(Dtype::f32, {3}));
}

TEST("a cancelled plan stops") {
  const Tables tables(Dtype::f32, Dtype::f32);
  const Bytes before = read_file(tables.target.path);
  const std::atomic<bool> cancelled = true;
  Bytes bytes;
  for (const auto& status :
       {tg::fill_rows(mixed_plan(tables), 2, &cancelled), tg::compute_rows(mixed_plan(tables), 2, &cancelled, bytes)}) {
    CHECK(status.code() == tg::Code::limit);
    CHECK_EQUAL(status.message(), std::string("cancelled"));
  }
  CHECK(read_file(tables.target.path) == before);
}
