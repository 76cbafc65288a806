// Makes the rows that a checked FillPlan describes.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rows/matrix_file.h"
#include "tokengraft/rows.h"

namespace tg {

class RowMaker {
 public:
  // Opens the source, if a recipe reads it. `plan` must outlive the maker. REQUIRES: check_plan(plan).
  static Result<RowMaker> open(const FillPlan& plan);

  // Takes the mean, makes covariance draws and mapped rows, if a recipe needs them: every row of the population is read
  // here, before any is written.
  Status take_statistics(unsigned threads, const std::atomic<bool>* cancelled);

  // Empty when no recipe reads it.
  const std::optional<MatrixFile>& source() const { return source_; }
  std::size_t row_bytes() const { return tg::row_bytes(plan_->target); }

  // Writes the rows of `recipes`, one behind the other. Safe to call from several threads.
  // REQUIRES: take_statistics; out.size() == recipes.size() * row_bytes().
  Status make(std::span<const RowRecipe> recipes, std::span<std::uint8_t> out) const;

 private:
  struct Scratch;
  explicit RowMaker(const FillPlan& plan) : plan_(&plan) {}
  Status make_row(const RowRecipe& recipe, std::uint8_t* out, Scratch& scratch) const;
  Status check_finite(const RowRecipe& recipe, const std::uint8_t* row) const;
  Status sum_terms(const RowRecipe& recipe, Scratch& scratch) const;
  void draw(const RowRecipe& recipe, Scratch& scratch) const;
  void number_made_rows();
  Status take_draws(unsigned threads, const std::atomic<bool>* cancelled);
  Status map_rows(unsigned threads, const std::atomic<bool>* cancelled);
  std::uint8_t* made_row(std::uint64_t target_row);
  const std::uint8_t* made_row(std::uint64_t target_row) const;

  const FillPlan* plan_;
  std::optional<MatrixFile> source_;
  std::vector<double> mean_;
  std::vector<std::uint64_t> made_rows_;  // ascending: target rows that are made before all others
  std::vector<std::uint8_t> made_bytes_;  // one behind the other
};

}  // namespace tg
