// Every way a plan or its files can be wrong.
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>

#include "check.h"
#include "rows/tables.h"

namespace {

using namespace tg::test;
using tg::Code;
using tg::Dtype;
using tg::FillPlan;
using tg::RowKind;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

// A plan that is right: two rows, one of them the sum of the source's rows 1 and 2.
FillPlan right_plan(const ScratchFolder& folder) {
  const auto source = write_table(folder, "old.safetensors", Dtype::bf16, 4, random_values(3 * 4, 1));
  const auto target = write_table(folder, "new.safetensors", Dtype::bf16, 4, random_values(5 * 4, 2));
  FillPlan plan = make_plan(source, target, {{3, RowKind::weighted_sum, 0, 2}, {4, RowKind::normal, 0, 0}});
  plan.term_rows = {1, 2};
  plan.term_weights = {0.5, 0.5};
  return plan;
}

// Both functions refuse with `code` and a message that ends so.
void check_refused(Code code, const std::string& ending, const std::function<void(FillPlan&)>& spoil) {
  const ScratchFolder folder;
  FillPlan plan = right_plan(folder);
  spoil(plan);
  Bytes bytes;
  for (const tg::Status& status : {tg::fill_rows(plan, 2, nullptr), tg::compute_rows(plan, 2, nullptr, bytes)}) {
    CHECK_EQUAL(static_cast<int>(status.code()), static_cast<int>(code));
    if (!status.message().ends_with(ending)) CHECK_EQUAL(status.message(), ending);
  }
}

// Only fill_rows can refuse what concerns the target's file.
void check_fill_refused(Code code, const std::string& ending, const std::function<void(FillPlan&)>& spoil) {
  const ScratchFolder folder;
  FillPlan plan = right_plan(folder);
  spoil(plan);
  const tg::Status status = tg::fill_rows(plan, 2, nullptr);
  CHECK_EQUAL(static_cast<int>(status.code()), static_cast<int>(code));
  if (!status.message().ends_with(ending)) CHECK_EQUAL(status.message(), ending);
}

}  // namespace

TEST("the plan that the others spoil is right") {
  const ScratchFolder folder;
  REQUIRE_OK(tg::fill_rows(right_plan(folder), 2, nullptr));
}

TEST("a target row beyond the target is refused") {
  check_refused(Code::bad_argument, "new.safetensors: row 5 is to be written, but there are only 5 rows",
                [](FillPlan& plan) { plan.rows[1].target_row = 5; });
  check_refused(Code::bad_argument, " is to be written, but there are only 5 rows",
                [](FillPlan& plan) { plan.rows[1].target_row = kHuge; });
}

TEST("a row written twice is refused") {
  check_refused(Code::bad_argument, "new.safetensors: row 3 is to be written twice",
                [](FillPlan& plan) { plan.rows[1].target_row = 3; });
}

TEST("a term beyond the source is refused") {
  check_refused(Code::bad_argument, "old.safetensors: row 3 is a term, but there are only 3 rows",
                [](FillPlan& plan) { plan.term_rows[1] = 3; });
}

TEST("a sum of no terms, or of terms that are not there, is refused") {
  check_refused(Code::bad_argument, "row 3 is a sum of the terms 1 to 1 of 2",
                [](FillPlan& plan) { plan.rows[0].terms_begin = plan.rows[0].terms_end = 1; });
  check_refused(Code::bad_argument, "row 3 is a sum of the terms 0 to 3 of 2",
                [](FillPlan& plan) { plan.rows[0].terms_end = 3; });
  check_refused(Code::bad_argument, "row 3 is a sum of the terms 2 to 1 of 2", [](FillPlan& plan) {
    plan.rows[0].terms_begin = 2;
    plan.rows[0].terms_end = 1;
  });
}

TEST("terms and weights of different number are refused") {
  check_refused(Code::bad_argument, "2 term rows, but 1 weights", [](FillPlan& plan) { plan.term_weights.pop_back(); });
}

TEST("numbers that are not finite are refused") {
  check_refused(Code::bad_argument, "the weight of term 1 is not finite",
                [](FillPlan& plan) { plan.term_weights[1] = std::nan(""); });
  check_refused(Code::bad_argument, "the mean and the deviation of a normal row must be finite",
                [](FillPlan& plan) { plan.normal_mean = std::numeric_limits<double>::infinity(); });
  check_refused(Code::bad_argument, "the mean and the deviation of a normal row must be finite",
                [](FillPlan& plan) { plan.normal_deviation = std::nan(""); });
}

TEST("population flags that are not one a row are refused") {
  check_refused(Code::bad_argument, "old.safetensors: 2 population flags for 3 rows", [](FillPlan& plan) {
    plan.population = {1, 1};
  });
}

TEST("an unknown kind is refused") {
  check_refused(Code::bad_argument, "no row kind 9", [](FillPlan& plan) { plan.rows[1].kind = RowKind{9}; });
}

TEST("tables of different width are refused") {
  check_refused(Code::bad_argument, "old.safetensors of 3", [](FillPlan& plan) { plan.source.width = 3; });
}

TEST("sizes without a meaning are refused before anything is allocated") {
  check_refused(Code::bad_argument, "has no columns",
                [](FillPlan& plan) { plan.source.width = plan.target.width = 0; });
  check_refused(Code::limit, "is more than 16777216 rows or 2097152 columns",
                [](FillPlan& plan) { plan.source.rows = kHuge; });
  check_refused(Code::limit, "is more than 16777216 rows or 2097152 columns",
                [](FillPlan& plan) { plan.source.width = plan.target.width = kHuge; });
  check_refused(Code::bad_argument, "ends beyond any file", [](FillPlan& plan) { plan.target.offset = kHuge - 5; });
}

TEST("a source file that is too short is refused, naming both ends") {
  check_refused(Code::bad_file, "ends at byte 45, but the file has 37", [](FillPlan& plan) { plan.source.rows = 4; });
  check_refused(Code::bad_file, "but the file has 37", [](FillPlan& plan) { plan.source.offset = kHuge / 2; });
}

TEST("a target file that is too short is refused") {
  check_fill_refused(Code::bad_file, "ends at byte 61, but the file has 53",
                     [](FillPlan& plan) { plan.target.rows = 6; });
}

TEST("files that are absent, folders or cut by a zero character are refused") {
  check_refused(Code::io, "absent: No such file or directory", [](FillPlan& plan) { plan.source.path = "absent"; });
  check_refused(Code::bad_file, ": not a regular file",
                [](FillPlan& plan) { plan.source.path = std::filesystem::temp_directory_path().string(); });
  check_refused(Code::bad_argument, ": the path goes on behind a zero character",
                [](FillPlan& plan) { plan.source.path += std::string(1, '\0') + "more"; });
  check_fill_refused(Code::io, "absent: No such file or directory",
                     [](FillPlan& plan) { plan.target.path = "absent"; });
}

TEST("a term that is not finite is refused, naming its row") {
  check_refused(Code::bad_file, "old.safetensors: row 2 holds a value that is not finite", [](FillPlan& plan) {
    write_into(plan.source.path, kHeader + 2 * 8 + 4, Bytes{0x80, 0xff});
  });
}

TEST("a value that the target's format cannot hold is refused") {
  check_refused(Code::bad_argument, "new.safetensors: row 3 would hold a value too large for bf16", [](FillPlan& plan) {
    plan.term_weights = {1e300, 1e308};
  });
}

TEST("a term that is also written is refused in one file, and fine in two") {
  check_fill_refused(Code::bad_argument, "row 1 is both read and written; write into a copy of the file",
                     [](FillPlan& plan) {
                       plan.target = plan.source;
                       plan.rows[0].target_row = 1;
                       plan.rows.pop_back();
                     });
}

TEST("one file under two names is still one file") {
  check_fill_refused(Code::bad_argument, "row 1 is both read and written; write into a copy of the file",
                     [](FillPlan& plan) {
                       plan.target = plan.source;
                       plan.target.path += ".link";
                       std::filesystem::create_hard_link(plan.source.path, plan.target.path);
                       plan.rows[0].target_row = 1;
                       plan.rows.pop_back();
                     });
}

TEST("matrices that overlap without being the same are refused") {
  check_fill_refused(Code::bad_argument, "the matrix that is read and the one that is written overlap",
                     [](FillPlan& plan) {
                       plan.target.path = plan.source.path;
                       plan.target.rows = 2;
                       plan.target.offset += 8;
                       plan.rows = {{0, RowKind::weighted_sum, 0, 2}};
                     });
}

TEST("more rows than a buffer holds are refused before they are computed") {
  const ScratchFolder folder;
  FillPlan plan = right_plan(folder);
  plan.source.width = plan.target.width = 2097152;
  plan.target.rows = 2000;
  plan.rows.assign(1025, {0, RowKind::zero, 0, 0});
  for (std::uint64_t row = 0; row < plan.rows.size(); ++row) plan.rows[row].target_row = row;
  Bytes bytes;
  const tg::Status status = tg::compute_rows(plan, 1, nullptr, bytes);
  CHECK(status.code() == Code::limit);
  CHECK(status.message().ends_with("are more than 4 GiB; compute fewer rows at a time"));
  CHECK(bytes.empty());
}
