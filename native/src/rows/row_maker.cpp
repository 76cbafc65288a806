#include "rows/row_maker.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rows/gaussian.h"
#include "rows/mean.h"
#include "tensor/convert.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

bool has_kind(const FillPlan& plan, RowKind kind) {
  return std::any_of(plan.rows.begin(), plan.rows.end(), [&](const RowRecipe& recipe) { return recipe.kind == kind; });
}

}  // namespace

struct RowMaker::Scratch {
  std::vector<double> values;
  std::vector<std::uint8_t> term;
};

Result<RowMaker> RowMaker::open(const FillPlan& plan) {
  RowMaker maker(plan);
  if (!has_kind(plan, RowKind::mean) && !has_kind(plan, RowKind::weighted_sum)) return maker;
  auto source = MatrixFile::open_for_reading(plan.source);
  if (!source.ok()) return source.status();
  maker.source_ = std::move(source).value();
  return maker;
}

Status RowMaker::take_mean(unsigned threads, const std::atomic<bool>* cancelled) {
  if (!has_kind(*plan_, RowKind::mean)) return {};
  auto mean = mean_row(*source_, plan_->population, threads, cancelled);
  if (!mean.ok()) return mean.status();
  mean_ = std::move(mean).value();
  return {};
}

Status RowMaker::make(std::span<const RowRecipe> recipes, std::span<std::uint8_t> out) const {
  Scratch scratch;
  scratch.values.resize(static_cast<std::size_t>(plan_->target.width));
  for (const RowRecipe& recipe : recipes) {
    TG_RETURN_IF_ERROR(make_row(recipe, out.data(), scratch));
    out = out.subspan(row_bytes());
  }
  return {};
}

Status RowMaker::make_row(const RowRecipe& recipe, std::uint8_t* out, Scratch& scratch) const {
  switch (recipe.kind) {
    case RowKind::zero:
      std::memset(out, 0, row_bytes());
      return {};
    case RowKind::mean:
      scratch.values = mean_;
      break;
    case RowKind::weighted_sum:
      TG_RETURN_IF_ERROR(sum_terms(recipe, scratch));
      break;
    case RowKind::normal:
      draw(recipe, scratch);
      break;
  }
  from_doubles(plan_->target.dtype, scratch.values, out);
  if (!has_non_finite(plan_->target.dtype, out, scratch.values.size())) return {};
  return Status::error(Code::bad_argument, plan_->target.path + ": row " + std::to_string(recipe.target_row) +
                                               " would hold a value too large for " +
                                               std::string(dtype_name(plan_->target.dtype)));
}

// The first term is not added to zero, so that a copy (one term of weight 1) keeps the sign of its zeros.
Status RowMaker::sum_terms(const RowRecipe& recipe, Scratch& scratch) const {
  const Dtype dtype = plan_->source.dtype;
  scratch.term.resize(source_->row_bytes());
  for (std::uint64_t term = recipe.terms_begin; term < recipe.terms_end; ++term) {
    const std::uint64_t row = plan_->term_rows[static_cast<std::size_t>(term)];
    const double weight = plan_->term_weights[static_cast<std::size_t>(term)];
    TG_RETURN_IF_ERROR(source_->read_rows(row, scratch.term));
    if (has_non_finite(dtype, scratch.term.data(), scratch.values.size())) return source_->non_finite(row);
    if (term == recipe.terms_begin) {
      to_doubles(dtype, scratch.term.data(), scratch.values);
      for (double& value : scratch.values) value *= weight;
    } else {
      add_weighted(dtype, scratch.term.data(), weight, scratch.values);
    }
  }
  return {};
}

void RowMaker::draw(const RowRecipe& recipe, Scratch& scratch) const {
  draw_normals({plan_->seed, plan_->stream}, recipe.target_row, scratch.values);
  for (double& value : scratch.values) value = plan_->normal_mean + plan_->normal_deviation * value;
}

}  // namespace tg
