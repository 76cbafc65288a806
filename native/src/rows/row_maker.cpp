#include "rows/row_maker.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "files/cancel.h"
#include "rows/covariance.h"
#include "rows/gaussian.h"
#include "rows/linear_map.h"
#include "rows/mean.h"
#include "rows/parallel.h"
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
  return recipe.kind == RowKind::weighted_sum || recipe.kind == RowKind::mapped || reads_mean(recipe);
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
  number_made_rows();
  TG_RETURN_IF_ERROR(map_rows(threads, cancelled));
  if (!any_recipe(*plan_, reads_mean)) return {};
  auto mean = mean_row(*source_, plan_->population, plan_->sums, threads, cancelled);
  if (!mean.ok()) return mean.status();
  mean_ = std::move(mean).value();
  return take_draws(threads, cancelled);
}

void RowMaker::number_made_rows() {
  for (const RowRecipe& recipe : plan_->rows) {
    if (recipe.kind == RowKind::mean_cov || recipe.kind == RowKind::mapped) made_rows_.push_back(recipe.target_row);
  }
  std::sort(made_rows_.begin(), made_rows_.end());
  made_bytes_.resize(made_rows_.size() * row_bytes());
}

Status RowMaker::take_draws(unsigned threads, const std::atomic<bool>* cancelled) {
  std::vector<std::uint64_t> rows;
  for (const RowRecipe& recipe : plan_->rows) {
    if (recipe.kind == RowKind::mean_cov) rows.push_back(recipe.target_row);
  }
  std::vector<double> values;
  for (std::size_t first = 0; first < rows.size(); first += kDrawsAtOnce) {
    const auto batch = std::span(rows).subspan(first, std::min(kDrawsAtOnce, rows.size() - first));
    values.resize(batch.size() * mean_.size());
    const CovarianceDraw draw{batch, {plan_->seed, plan_->stream}, plan_->covariance_scale};
    TG_RETURN_IF_ERROR(draw_covariance(*source_, plan_->population, mean_, draw, threads, cancelled, values));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      from_doubles(plan_->target.dtype, std::span(values).subspan(i * mean_.size(), mean_.size()), made_row(batch[i]));
    }
  }
  return {};
}

Status RowMaker::map_rows(unsigned threads, const std::atomic<bool>* cancelled) {
  if (!any_recipe(*plan_, [](const RowRecipe& recipe) { return recipe.kind == RowKind::mapped; })) return {};
  const auto map = LinearMap::fit(*plan_->map, *source_, threads, cancelled);
  if (!map.ok()) return map.status();
  return run_tasks(threads, plan_->rows.size(), [&](std::size_t i) {
    const RowRecipe& recipe = plan_->rows[i];
    if (recipe.kind != RowKind::mapped) return Status();
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    std::vector<double> values(static_cast<std::size_t>(plan_->target.width));
    TG_RETURN_IF_ERROR(map.value().apply(plan_->term_rows[static_cast<std::size_t>(recipe.terms_begin)], values));
    from_doubles(plan_->target.dtype, values, made_row(recipe.target_row));
    return Status();
  });
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
    case RowKind::mapped:
      std::memcpy(out, made_row(recipe.target_row), row_bytes());
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

const std::uint8_t* RowMaker::made_row(std::uint64_t target_row) const {
  const auto found = std::lower_bound(made_rows_.begin(), made_rows_.end(), target_row);
  return made_bytes_.data() + static_cast<std::size_t>(found - made_rows_.begin()) * row_bytes();
}

std::uint8_t* RowMaker::made_row(std::uint64_t target_row) {
  return const_cast<std::uint8_t*>(std::as_const(*this).made_row(target_row));
}

void RowMaker::draw(const RowRecipe& recipe, Scratch& scratch) const {
  draw_normals({plan_->seed, plan_->stream}, recipe.target_row, 0, scratch.values);
  for (double& value : scratch.values) value = plan_->normal_mean + plan_->normal_deviation * value;
}

}  // namespace tg
