// The anchors that match doubles best, decided in double.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rows/anchors.h"
#include "tokengraft/backend.h"

namespace tg {

enum class Score : std::uint8_t {
  cosine,            // with the anchor; the query's norm is left out: dot(anchor, query) / norm(anchor)
  absolute_cosine,   // its magnitude
  absolute_product,  // |dot(anchor, query)|
  nearness,          // the squared distance between them, negated
};

struct Candidate {
  double score;
  std::uint32_t anchor;
};

// Higher scores first; of equal ones the lower anchor.
inline bool is_better(const Candidate& a, const Candidate& b) {
  return a.score != b.score ? a.score > b.score : a.anchor < b.anchor;
}

// Searches among the usable anchors for many queries at once.
class Search {
 public:
  Search(const Anchors& anchors, Score score);
  ~Search();
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // In double; the definition of the score.
  double score_of(std::size_t anchor, std::span<const double> query) const;

  // For each query (a row of `width` doubles) `keep` candidates of the screening, the best first. What is screened of
  // nearness is dot(anchor, query) - half of the anchor's square, which orders alike.
  std::vector<Match> screen(std::span<const double> queries, std::size_t keep, unsigned threads) const;

  // Bounds |screened - true score| for a query (screened scores are those of the query divided by its norm).
  double screening_error(std::span<const double> query, double norm) const;

  // No anchor that screening left out has a better score than this; `last` is the worst that it kept.
  double best_left_out(const Match& last, std::span<const double> query) const;

  // Every usable anchor's score, in double: what a search without screening looks at. Calls visit(candidate).
  template <class Visit>
  void scan(std::span<const double> query, Visit visit) const {
    for (std::size_t anchor = 0; anchor < anchors_.size(); ++anchor) {
      if (!anchors_.is_usable(anchor)) continue;
      visit(Candidate{score_of(anchor, query), static_cast<std::uint32_t>(anchor)});
    }
  }

  const Anchors& anchors() const { return anchors_; }
  Score score() const { return score_; }

 private:
  double error_of_anchors() const;

  const Anchors& anchors_;
  Score score_;
  std::vector<float> scales_;
  std::vector<float> offsets_;  // of nearness
  double longest_ = 0;          // the largest factor between a unit anchor's score and the score
};

// The `count` best anchors of each query, exactly, the best first.
std::vector<std::vector<Candidate>> best_anchors(const Search& search, std::span<const double> queries,
                                                 std::size_t count, unsigned threads);

}  // namespace tg
