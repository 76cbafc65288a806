// The ways to write a word in pieces: found through a tree of characters, weighed by the pieces' probabilities.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/training/pair_counts.h"

namespace tg {

using Characters = std::vector<char32_t>;

class PieceLattice {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  // `scores` are natural logarithms, one a piece. Both outlive the lattice.
  PieceLattice(std::span<const Characters> pieces, std::span<const double> scores);

  struct Scratch {
    std::vector<double> forward;
    std::vector<double> backward;
    std::vector<std::uint32_t> last;  // the piece that ends at each place
    std::vector<std::uint32_t> begin;
  };

  // Adds `weight` times the expected number of each piece in the word; answers with the word's log-likelihood.
  double expect(std::span<const char32_t> word, double weight, Scratch& scratch, std::span<double> expected) const;
  // The most probable pieces, from the last to the first; `without` is not used. Empty where there are none.
  void best(std::span<const char32_t> word, std::uint32_t without, Scratch& scratch,
            std::vector<std::uint32_t>& pieces) const;

 private:
  // Calls visit(end, piece) for every piece of `word` that begins at `at`.
  template <class Visit>
  void for_each_at(std::span<const char32_t> word, std::size_t at, const Visit& visit) const;

  std::span<const double> scores_;
  PairCounts edges_;  // edge i leads to node i + 1
  std::vector<std::uint32_t> piece_of_edge_;
};

}  // namespace tg
