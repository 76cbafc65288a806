#include "rows/pursuit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tensor/convert.h"
#include "tensor/dot.h"

namespace tg {
namespace {

constexpr double kDependent = 1e-5;  // of an atom's norm
constexpr double kReached = 1e-6;    // of the target's norm
constexpr double kStrained = 1e-2;   // of an atom's norm: from here on weights are solved for twice

double norm_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

}  // namespace

Pursuit::Pursuit(const Search& search, std::vector<double> target, std::size_t count)
    : search_(search),
      count_(count),
      residual_(std::move(target)),
      target_norm_(norm_of(residual_)),
      is_raw_(search.score() == Score::absolute_product),
      is_done_(target_norm_ == 0) {}

void Pursuit::step(std::span<const Match> screened) {
  Candidate best{};
  bool found = best_screened(screened, best) || best_of_all(best);
  while (found && best.score > least_score(best.anchor) && !take(best.anchor)) found = best_of_all(best);
  const bool is_stuck = !found || best.score <= least_score(best.anchor);
  is_done_ = is_stuck || atoms_.size() >= count_ || norm_of(residual_) <= kReached * target_norm_;
}

double Pursuit::least_score(std::uint32_t anchor) const {
  return kReached * target_norm_ * (is_raw_ ? search_.anchors().norm(anchor) : 1);
}

bool Pursuit::is_excluded(std::uint32_t anchor) const {
  return std::find(atoms_.begin(), atoms_.end(), anchor) != atoms_.end() ||
         std::find(passed_over_.begin(), passed_over_.end(), anchor) != passed_over_.end();
}

// True when `best` is surely the best: no anchor that screening left out can reach it.
bool Pursuit::best_screened(std::span<const Match> screened, Candidate& best) const {
  best = {-1, 0};
  bool is_full = true;
  for (const Match& match : screened) {
    is_full = match.score != -std::numeric_limits<float>::infinity();
    if (!is_full) break;
    if (is_excluded(match.row)) continue;
    const Candidate candidate{search_.score_of(match.row, residual_), match.row};
    if (is_better(candidate, best)) best = candidate;
  }
  if (best.score < 0) return false;
  if (!is_full) return true;
  const double norm = norm_of(residual_);
  const double others = static_cast<double>(screened.back().score) + search_.screening_error(residual_, norm);
  return best.score > others * norm;
}

bool Pursuit::best_of_all(Candidate& best) const {
  best = {-1, 0};
  search_.scan(residual_, [&](const Candidate& candidate) {
    if (is_better(candidate, best) && !is_excluded(candidate.anchor)) best = candidate;
  });
  return best.score >= 0;
}

// False when the atom has hardly a part that the others do not have: it is not looked at again.
bool Pursuit::take(std::uint32_t anchor) {
  const Anchors& anchors = search_.anchors();
  std::vector<double> atom(anchors.width());
  to_doubles(anchors.dtype(), anchors.row(anchor), atom);
  std::vector<double> products;
  for (const std::uint32_t other : atoms_) products.push_back(dot(anchors.dtype(), anchors.row(other), atom));
  const double norm = anchors.norm(anchor);
  const double fresh = factor_.add(products, norm * norm, kDependent * kDependent * norm * norm);
  if (factor_.size() == atoms_.size()) {
    passed_over_.push_back(anchor);
    return false;
  }
  // Along the new part of the atom, which is the atom less its projection.
  const double weight = dot(anchors.dtype(), anchors.row(anchor), residual_) / fresh;
  const std::vector<double> projection = factor_.projection_of_last();
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    weights_[i] -= weight * projection[i];
    add_to_residual(weight * projection[i], atoms_[i]);
  }
  atoms_.push_back(anchor);
  weights_.push_back(weight);
  add_to_residual(-weight, anchor);
  if (fresh < kStrained * kStrained * norm * norm) refine();
  return true;
}

void Pursuit::refine() {
  const Anchors& anchors = search_.anchors();
  std::vector<double> right;
  for (const std::uint32_t atom : atoms_) right.push_back(dot(anchors.dtype(), anchors.row(atom), residual_));
  factor_.solve(right);
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    weights_[i] += right[i];
    add_to_residual(-right[i], atoms_[i]);
  }
}

void Pursuit::finish() {
  refine();
}

void Pursuit::add_to_residual(double weight, std::uint32_t anchor) {
  add_weighted(search_.anchors().dtype(), search_.anchors().row(anchor), weight, residual_);
}

}  // namespace tg
