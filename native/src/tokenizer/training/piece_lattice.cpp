#include "tokenizer/training/piece_lattice.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tg {
namespace {

constexpr double kImpossible = -std::numeric_limits<double>::infinity();

double log_sum(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kImpossible ? a : a + std::log1p(std::exp(b - a));
}

}  // namespace

PieceLattice::PieceLattice(std::span<const Characters> pieces, std::span<const double> scores) : scores_(scores) {
  for (std::uint32_t piece = 0; piece < pieces.size(); ++piece) {
    std::uint32_t node = 0;
    for (const char32_t character : pieces[piece]) {
      node = edges_.find_or_add(pair_of(node, static_cast<TokenId>(character))) + 1;
    }
    piece_of_edge_.resize(edges_.size(), kNone);
    if (node > 0) piece_of_edge_[node - 1] = piece;
  }
}

template <class Visit>
void PieceLattice::for_each_at(std::span<const char32_t> word, std::size_t at, const Visit& visit) const {
  std::uint32_t node = 0;
  for (std::size_t end = at; end < word.size();) {
    const std::uint32_t edge = edges_.find(pair_of(node, static_cast<TokenId>(word[end])));
    if (edge == PairCounts::kNone) return;
    ++end;
    if (piece_of_edge_[edge] != kNone) visit(end, piece_of_edge_[edge]);
    node = edge + 1;
  }
}

double PieceLattice::expect(std::span<const char32_t> word, double weight, Scratch& scratch,
                            std::span<double> expected) const {
  const std::size_t size = word.size();
  scratch.forward.assign(size + 1, kImpossible);
  scratch.backward.assign(size + 1, kImpossible);
  scratch.forward[0] = 0;
  scratch.backward[size] = 0;
  for (std::size_t at = 0; at < size; ++at) {
    if (scratch.forward[at] == kImpossible) continue;
    for_each_at(word, at, [&](std::size_t end, std::uint32_t piece) {
      scratch.forward[end] = log_sum(scratch.forward[end], scratch.forward[at] + scores_[piece]);
    });
  }
  const double whole = scratch.forward[size];
  if (whole == kImpossible) return 0;
  for (std::size_t at = size; at-- > 0;) {
    for_each_at(word, at, [&](std::size_t end, std::uint32_t piece) {
      const double from_here = scores_[piece] + scratch.backward[end];
      scratch.backward[at] = log_sum(scratch.backward[at], from_here);
      if (scratch.forward[at] == kImpossible || from_here == kImpossible) return;
      expected[piece] += weight * std::exp(scratch.forward[at] + from_here - whole);
    });
  }
  return weight * whole;
}

void PieceLattice::best(std::span<const char32_t> word, std::uint32_t without, Scratch& scratch,
                        std::vector<std::uint32_t>& pieces) const {
  const std::size_t size = word.size();
  scratch.forward.assign(size + 1, kImpossible);
  scratch.last.assign(size + 1, kNone);
  scratch.begin.assign(size + 1, 0);
  scratch.forward[0] = 0;
  for (std::size_t at = 0; at < size; ++at) {
    if (scratch.forward[at] == kImpossible) continue;
    for_each_at(word, at, [&](std::size_t end, std::uint32_t piece) {
      const double score = scratch.forward[at] + scores_[piece];
      if (piece == without || score <= scratch.forward[end]) return;
      scratch.forward[end] = score;
      scratch.last[end] = piece;
      scratch.begin[end] = static_cast<std::uint32_t>(at);
    });
  }
  pieces.clear();
  if (scratch.forward[size] == kImpossible) return;
  for (std::size_t end = size; end > 0; end = scratch.begin[end]) pieces.push_back(scratch.last[end]);
}

}  // namespace tg
