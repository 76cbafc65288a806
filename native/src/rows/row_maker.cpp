#include "rows/row_maker.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rows/covariance.h"
#include "rows/gaussian.h"
#include "rows/mean.h"
#include "tensor/convert.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

// Draws that are made in one reading of the table; their sums are held in double.
constexpr std::size_t kDrawsAtOnce = 64;

template <class Predicate>
bool any_recipe(const FillPlan& plan, Predicate predicate) {
  return std::any_of(plan.rows.begin(), plan.rows.end(), predicate);
}

bool reads_mean(const RowRecipe& recipe) {
  return recipe.kind == RowKind::mean || recipe.kind == RowKind::mean_cov ||
         (recipe.kind == RowKind::weighted_sum && recipe.mean_weight != 0);
}

bool reads_source(const RowRecipe& recipe) {
  return recipe.kind == RowKind::weighted_sum || reads_mean(recipe);
}

}  // namespace

struct RowMaker::Scratch {
  std::vector<double> values;
  std::vector<std::uint8_t> term;
};

Result<RowMaker> RowMaker::open(const FillPlan& plan) {
  RowMaker maker(plan);
  if (!any_recipe(plan, reads_source)) return maker;
  auto source = MatrixFile::open_for_reading(plan.source);
  if (!source.ok()) return source.status();
  maker.source_ = std::move(source).value();
  return maker;
}

Status RowMaker::take_statistics(unsigned threads, const std::atomic<bool>* cancelled) {
  if (!any_recipe(*plan_, reads_mean)) return {};
  auto mean = mean_row(*source_, plan_->population, threads, cancelled);
  if (!mean.ok()) return mean.status();
  mean_ = std::move(mean).value();
  return take_draws(threads, cancelled);
}

Status RowMaker::take_draws(unsigned threads, const std::atomic<bool>* cancelled) {
  for (const RowRecipe& recipe : plan_->rows) {
    if (recipe.kind == RowKind::mean_cov) drawn_rows_.push_back(recipe.target_row);
  }
  std::sort(drawn_rows_.begin(), drawn_rows_.end());
  draws_.resize(drawn_rows_.size() * row_bytes());
  std::vector<double> values;
  for (std::size_t first = 0; first < drawn_rows_.size(); first += kDrawsAtOnce) {
    const auto rows = std::span(drawn_rows_).subspan(first, std::min(kDrawsAtOnce, drawn_rows_.size() - first));
    values.resize(rows.size() * mean_.size());
    const CovarianceDraw draw{rows, {plan_->seed, plan_->stream}, plan_->covariance_scale};
    TG_RETURN_IF_ERROR(draw_covariance(*source_, plan_->population, mean_, draw, threads, cancelled, values));
    from_doubles(plan_->target.dtype, values, draws_.data() + first * row_bytes());
  }
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
    case RowKind::mean_cov:
      copy_draw(recipe, out);
      return check_finite(recipe, out);
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
  return check_finite(recipe, out);
}

Status RowMaker::check_finite(const RowRecipe& recipe, const std::uint8_t* row) const {
  if (!has_non_finite(plan_->target.dtype, row, static_cast<std::size_t>(plan_->target.width))) return {};
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
  if (recipe.mean_weight == 0) return {};
  for (std::size_t i = 0; i < mean_.size(); ++i) scratch.values[i] += recipe.mean_weight * mean_[i];
  return {};
}

void RowMaker::copy_draw(const RowRecipe& recipe, std::uint8_t* out) const {
  const auto found = std::lower_bound(drawn_rows_.begin(), drawn_rows_.end(), recipe.target_row);
  const auto index = static_cast<std::size_t>(found - drawn_rows_.begin());
  std::memcpy(out, draws_.data() + index * row_bytes(), row_bytes());
}

void RowMaker::draw(const RowRecipe& recipe, Scratch& scratch) const {
  draw_normals({plan_->seed, plan_->stream}, recipe.target_row, 0, scratch.values);
  for (double& value : scratch.values) value = plan_->normal_mean + plan_->normal_deviation * value;
}

}  // namespace tg
