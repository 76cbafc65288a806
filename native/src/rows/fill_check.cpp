#include "rows/fill_check.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace tg {
namespace {

// 2 GiB of doubles; the widest model that is known has rows of 16384 columns.
constexpr std::uint64_t kMaxMapElements = std::uint64_t{1} << 28;

Status refuse(const std::string& sentence) {
  return Status::error(Code::bad_argument, sentence);
}

std::string row_of(const FileMatrix& matrix, std::uint64_t row) {
  return matrix.path + ": row " + std::to_string(row);
}

Status check_terms(const FillPlan& plan, const RowRecipe& recipe) {
  if (recipe.terms_begin >= recipe.terms_end || recipe.terms_end > plan.term_rows.size()) {
    return refuse(row_of(plan.target, recipe.target_row) + " is a sum of the terms " +
                  std::to_string(recipe.terms_begin) + " to " + std::to_string(recipe.terms_end) + " of " +
                  std::to_string(plan.term_rows.size()));
  }
  for (std::uint64_t term = recipe.terms_begin; term < recipe.terms_end; ++term) {
    const auto index = static_cast<std::size_t>(term);
    if (plan.term_rows[index] >= plan.source.rows) {
      return refuse(row_of(plan.source, plan.term_rows[index]) + " is a term, but there are only " +
                    std::to_string(plan.source.rows) + " rows");
    }
    if (!std::isfinite(plan.term_weights[index])) {
      return refuse("the weight of term " + std::to_string(term) + " is not finite");
    }
  }
  return {};
}

Status check_mapped(const FillPlan& plan, const RowRecipe& recipe) {
  if (!plan.map) return refuse(row_of(plan.target, recipe.target_row) + " is to be mapped, but there is no map");
  if (recipe.terms_end != recipe.terms_begin + 1 || recipe.terms_end > plan.term_rows.size()) {
    return refuse(row_of(plan.target, recipe.target_row) + " is to be mapped, but not from one row");
  }
  const std::uint64_t row = plan.term_rows[static_cast<std::size_t>(recipe.terms_begin)];
  if (row < plan.map->donor.rows) return {};
  return refuse(row_of(plan.map->donor, row) + " is to be mapped, but there are only " +
                std::to_string(plan.map->donor.rows) + " rows");
}

Status check_rows_of_map(const FileMatrix& matrix, const std::vector<std::uint64_t>& rows) {
  const auto outside = std::find_if(rows.begin(), rows.end(), [&](std::uint64_t row) { return row >= matrix.rows; });
  if (outside == rows.end()) return {};
  return refuse(row_of(matrix, *outside) + " is an anchor, but there are only " + std::to_string(matrix.rows) +
                " rows");
}

Status check_map(const FillPlan& plan) {
  const RowMap& map = *plan.map;
  TG_RETURN_IF_ERROR(check_shape(map.donor));
  if (map.donor.width * std::max(map.donor.width, plan.source.width) > kMaxMapElements) {
    return Status::error(Code::limit, map.donor.path + ": a map from rows of " + std::to_string(map.donor.width) +
                                          " columns to rows of " + std::to_string(plan.source.width) +
                                          " is too large to be fitted");
  }
  if (map.donor_rows.empty() || map.donor_rows.size() != map.source_rows.size()) {
    return refuse("a map needs pairs of rows, not " + std::to_string(map.donor_rows.size()) + " and " +
                  std::to_string(map.source_rows.size()));
  }
  if (map.kind == MapKind::ridge && !(std::isfinite(map.penalty) && map.penalty > 0)) {
    return refuse("the penalty of a map must be finite and above 0");
  }
  TG_RETURN_IF_ERROR(check_rows_of_map(map.donor, map.donor_rows));
  return check_rows_of_map(plan.source, map.source_rows);
}

Status check_recipe(const FillPlan& plan, const RowRecipe& recipe) {
  if (recipe.target_row >= plan.target.rows) {
    return refuse(row_of(plan.target, recipe.target_row) + " is to be written, but there are only " +
                  std::to_string(plan.target.rows) + " rows");
  }
  switch (recipe.kind) {
    case RowKind::zero:
    case RowKind::mean:
      return {};
    case RowKind::weighted_sum:
      if (!std::isfinite(recipe.mean_weight)) return refuse("the weight of the mean is not finite");
      return check_terms(plan, recipe);
    case RowKind::mapped:
      return check_mapped(plan, recipe);
    case RowKind::mean_cov:
      if (std::isfinite(plan.covariance_scale) && plan.covariance_scale >= 0) return {};
      return refuse("the scale of a covariance must be finite and not negative");
    case RowKind::normal:
      if (std::isfinite(plan.normal_mean) && std::isfinite(plan.normal_deviation)) return {};
      return refuse("the mean and the deviation of a normal row must be finite");
  }
  return refuse("no row kind " + std::to_string(static_cast<int>(recipe.kind)));
}

std::vector<std::uint64_t> sorted_target_rows(const FillPlan& plan) {
  std::vector<std::uint64_t> rows;
  rows.reserve(plan.rows.size());
  for (const RowRecipe& recipe : plan.rows) rows.push_back(recipe.target_row);
  std::sort(rows.begin(), rows.end());
  return rows;
}

Status check_no_row_twice(const FillPlan& plan) {
  const auto rows = sorted_target_rows(plan);
  const auto twice = std::adjacent_find(rows.begin(), rows.end());
  if (twice == rows.end()) return {};
  return refuse(row_of(plan.target, *twice) + " is to be written twice");
}

Status check_no_term_is_target(const FillPlan& plan) {
  const auto targets = sorted_target_rows(plan);
  for (const RowRecipe& recipe : plan.rows) {
    if (recipe.kind != RowKind::weighted_sum) continue;
    for (std::uint64_t term = recipe.terms_begin; term < recipe.terms_end; ++term) {
      const std::uint64_t row = plan.term_rows[static_cast<std::size_t>(term)];
      if (!std::binary_search(targets.begin(), targets.end(), row)) continue;
      return refuse(row_of(plan.source, row) + " is both read and written; write into a copy of the file");
    }
  }
  return {};
}

}  // namespace

Status check_plan(const FillPlan& plan) {
  TG_RETURN_IF_ERROR(check_shape(plan.source));
  TG_RETURN_IF_ERROR(check_shape(plan.target));
  if (plan.source.width != plan.target.width) {
    return refuse(plan.target.path + " has rows of " + std::to_string(plan.target.width) + " columns, but " +
                  plan.source.path + " of " + std::to_string(plan.source.width));
  }
  if (plan.term_rows.size() != plan.term_weights.size()) {
    return refuse(std::to_string(plan.term_rows.size()) + " term rows, but " +
                  std::to_string(plan.term_weights.size()) + " weights");
  }
  if (!plan.population.empty() && plan.population.size() != plan.source.rows) {
    return refuse(plan.source.path + ": " + std::to_string(plan.population.size()) + " population flags for " +
                  std::to_string(plan.source.rows) + " rows");
  }
  if (!plan.sums.empty() && plan.sums.size() != plan.source.width) {
    return refuse(plan.source.path + ": " + std::to_string(plan.sums.size()) + " sums for " +
                  std::to_string(plan.source.width) + " columns");
  }
  if (plan.map) TG_RETURN_IF_ERROR(check_map(plan));
  for (const RowRecipe& recipe : plan.rows) TG_RETURN_IF_ERROR(check_recipe(plan, recipe));
  return check_no_row_twice(plan);
}

Status check_in_place(const FillPlan& plan, const MatrixFile& source, const MatrixFile& target) {
  const auto same = source.file().is_same_as(target.file());
  if (!same.ok()) return same.status();
  const std::uint64_t source_end = plan.source.offset + source.size();
  const std::uint64_t target_end = plan.target.offset + target.size();
  if (!same.value() || source_end <= plan.target.offset || target_end <= plan.source.offset) return {};
  if (plan.source.offset != plan.target.offset || plan.source.dtype != plan.target.dtype) {
    return refuse(plan.target.path + ": the matrix that is read and the one that is written overlap");
  }
  return check_no_term_is_target(plan);
}

}  // namespace tg
