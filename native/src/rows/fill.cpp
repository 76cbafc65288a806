// fill_rows and compute_rows: the same rows, made in pieces by several threads, written or returned.
#include <algorithm>
#include <utility>

#include "files/cancel.h"
#include "rows/fill_check.h"
#include "rows/parallel.h"
#include "rows/row_maker.h"

namespace tg {
namespace {

// Rows that one task makes before it writes them: few system calls for narrow rows, little memory for wide ones.
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;

// More than one buffer of any caller holds; checked before it is allocated.
constexpr std::uint64_t kMaxComputedBytes = std::uint64_t{1} << 32;

using Recipes = std::span<const RowRecipe>;

// Calls work(recipes, index of the first) for consecutive pieces of the plan.
template <class Work>
Status for_each_piece(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled, Work work) {
  const std::size_t at_once = std::max<std::size_t>(1, kPieceBytes / row_bytes(plan.target));
  const std::size_t pieces = (plan.rows.size() + at_once - 1) / at_once;
  return run_tasks(threads, pieces, [&](std::size_t piece) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    const std::size_t first = piece * at_once;
    return work(Recipes(plan.rows).subspan(first, std::min(at_once, plan.rows.size() - first)), first);
  });
}

std::size_t consecutive(Recipes recipes) {
  std::size_t count = 1;
  while (count < recipes.size() && recipes[count].target_row == recipes[0].target_row + count) ++count;
  return count;
}

Status write_piece(const MatrixFile& target, Recipes recipes, std::span<const std::uint8_t> bytes) {
  while (!recipes.empty()) {
    const std::size_t count = consecutive(recipes);
    const std::size_t size = count * target.row_bytes();
    TG_RETURN_IF_ERROR(target.write_rows(recipes[0].target_row, bytes.first(size)));
    recipes = recipes.subspan(count);
    bytes = bytes.subspan(size);
  }
  return {};
}

}  // namespace

Status fill_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled) {
  TG_RETURN_IF_ERROR(check_plan(plan));
  const auto target = MatrixFile::open_for_writing(plan.target);
  if (!target.ok()) return target.status();
  auto maker = RowMaker::open(plan);
  if (!maker.ok()) return maker.status();
  if (maker->source()) TG_RETURN_IF_ERROR(check_in_place(plan, *maker->source(), target.value()));
  TG_RETURN_IF_ERROR(maker->take_statistics(threads, cancelled));
  return for_each_piece(plan, threads, cancelled, [&](Recipes recipes, std::size_t) {
    std::vector<std::uint8_t> bytes(recipes.size() * maker->row_bytes());
    TG_RETURN_IF_ERROR(maker->make(recipes, bytes));
    return write_piece(target.value(), recipes, bytes);
  });
}

Status compute_rows(const FillPlan& plan, unsigned threads, const std::atomic<bool>* cancelled,
                    std::vector<std::uint8_t>& bytes) {
  TG_RETURN_IF_ERROR(check_plan(plan));
  const std::size_t size = row_bytes(plan.target);
  if (plan.rows.size() > kMaxComputedBytes / size) {
    return Status::error(Code::limit, std::to_string(plan.rows.size()) + " rows of " + std::to_string(size) +
                                          " bytes are more than 4 GiB; compute fewer rows at a time");
  }
  auto maker = RowMaker::open(plan);
  if (!maker.ok()) return maker.status();
  TG_RETURN_IF_ERROR(maker->take_statistics(threads, cancelled));
  bytes.resize(plan.rows.size() * size);
  return for_each_piece(plan, threads, cancelled, [&](Recipes recipes, std::size_t first) {
    return maker->make(recipes, std::span(bytes).subspan(first * size, recipes.size() * size));
  });
}

}  // namespace tg
