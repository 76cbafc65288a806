// Orthogonal matching pursuit of one target: the state between two steps.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rows/least_squares.h"
#include "rows/search.h"

namespace tg {

// Atoms are taken by the rules of CodeKind::omp. Instead of an orthogonal basis the factor of the atoms' Gram matrix is
// kept, which needs no memory by the width; what it loses against Gram and Schmidt's way done twice is given back by
// solving again for what is left of the residual ("corrected seminormal equations", Bjorck 1987).
class Pursuit {
 public:
  Pursuit(const Search& search, std::vector<double> target, std::size_t count);

  bool is_done() const { return is_done_; }
  std::span<const double> residual() const { return residual_; }

  // Takes the best atom. `screened` are the screening's best for the residual; where they cannot decide, all are looked
  // at.
  void step(std::span<const Match> screened);

  // Solves once more; REQUIRES: is_done().
  void finish();

  std::span<const std::uint32_t> atoms() const { return atoms_; }
  std::span<const double> weights() const { return weights_; }

 private:
  bool is_excluded(std::uint32_t anchor) const;
  bool best_screened(std::span<const Match> screened, Candidate& best) const;
  bool best_of_all(Candidate& best) const;
  double least_score(std::uint32_t anchor) const;
  bool take(std::uint32_t anchor);
  void refine();
  void add_to_residual(double weight, std::uint32_t anchor);

  const Search& search_;
  std::size_t count_;
  std::vector<double> residual_;
  double target_norm_;
  bool is_raw_;
  bool is_done_ = false;
  GramFactor factor_;
  std::vector<std::uint32_t> atoms_;
  std::vector<std::uint32_t> passed_over_;
  std::vector<double> weights_;
};

}  // namespace tg
