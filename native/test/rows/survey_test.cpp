// Flags and sums of one reading, against the audit and against means that are taken from the table.
#include <atomic>
#include <limits>

#include "check.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Dtype;
using tg::FileMatrix;
using tg::FillPlan;
using tg::RowKind;
using tg::RowSurvey;

RowSurvey survey(const FileMatrix& matrix, const Bytes& members, unsigned threads) {
  RowSurvey found;
  CHECK_EQUAL(tg::survey_rows(matrix, members, threads, nullptr, found).message(), std::string());
  return found;
}

Bytes audit(const FileMatrix& matrix) {
  Bytes flags;
  CHECK(tg::audit_rows(matrix, 1, nullptr, flags).ok());
  for (std::uint8_t& flag : flags) flag &= 3;
  return flags;
}

// Some rows all zero, of either sign.
FileMatrix random_table(const ScratchFolder& folder, Dtype dtype, std::uint64_t rows, std::uint64_t width,
                        std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<double> values = random_values(rows * width, seed);
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (random() % 4 != 0) continue;
    for (std::uint64_t column = 0; column < width; ++column) values[row * width + column] = column % 2 == 0 ? 0 : -0.0;
  }
  return write_table(folder, "table", dtype, width, values);
}

Bytes mean_of(const FillPlan& plan) {
  Bytes bytes;
  CHECK_EQUAL(tg::compute_rows(plan, 2, nullptr, bytes).message(), std::string());
  return bytes;
}

}  // namespace

TEST("a survey has the flags of an audit, and sums that give the mean's very bytes") {
  const ScratchFolder folder;
  std::mt19937 random(5);
  for (const Dtype dtype : kDtypes) {
    for (const std::uint64_t width : {1, 3, 17, 64}) {
      const FileMatrix table = random_table(folder, dtype, 700, width, static_cast<std::uint32_t>(width));
      FileMatrix target = table;
      target.dtype = Dtype::f32;
      FillPlan plan = make_plan(table, target, {{0, RowKind::mean, 0, 0}});
      const Bytes flags = audit(table);
      Bytes members(700);
      for (std::uint8_t& member : members) member = random() % 3 == 0 ? 0 : 1;
      for (const bool all : {false, true}) {
        plan.population = members;
        for (std::size_t row = 0; row < 700; ++row) {
          if (all)
            plan.population[row] = 1;
          else if ((flags[row] & 1) != 0)
            plan.population[row] = 0;  // what a survey cannot know adds nothing
        }
        plan.sums.clear();
        const Bytes expected = mean_of(plan);
        for (const unsigned threads : {1U, 2U, 5U}) {
          const RowSurvey found = survey(table, all ? Bytes() : members, threads);
          CHECK(found.flags == flags);
          plan.sums = found.sums;
          CHECK(mean_of(plan) == expected);
        }
      }
    }
  }
}

TEST("rows that are not finite are flagged, and spoil no sum of others") {
  const ScratchFolder folder;
  const double infinity = std::numeric_limits<double>::infinity();
  const FileMatrix table = write_table(folder, "table", Dtype::bf16, 2, {1, 2, infinity, 1, 3, 4, 0, std::nan("")});
  const RowSurvey found = survey(table, {1, 0, 1, 0}, 2);
  CHECK(found.flags == (Bytes{0, 2, 0, 2}));
  CHECK(found.sums == (std::vector<double>{4, 6}));
}

TEST("flags of members and sums that do not fit the table are refused, a cancelled survey stops") {
  const ScratchFolder folder;
  const FileMatrix table = write_table(folder, "table", Dtype::f32, 2, {1, 2, 3, 4});
  RowSurvey found;
  const Bytes one = {1};
  CHECK_EQUAL(tg::survey_rows(table, one, 1, nullptr, found).message(), table.path + ": 1 flags of members for 2 rows");
  FillPlan plan = make_plan(table, table, {{0, RowKind::mean, 0, 0}});
  plan.sums = {1};
  Bytes bytes;
  CHECK_EQUAL(tg::compute_rows(plan, 1, nullptr, bytes).message(), table.path + ": 1 sums for 2 columns");
  const std::atomic<bool> cancelled = true;
  CHECK_EQUAL(tg::survey_rows(table, {}, 1, &cancelled, found).message(), std::string("cancelled"));
}
