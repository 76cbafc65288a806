// The best way through a piece, Viterbi's: for each place the best last token. Taken in sections: where no token
// reaches past a place every way leads through it, and what is best up to there stays best, so that a long piece needs
// no more memory than the nearest caches hold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "tokenizer/placed_id.h"

namespace tg {

// The best way to a place in a piece: its score, where its last token begins, and which that is.
struct PathEnd {
  static constexpr std::uint32_t kUnreached = ~std::uint32_t{0};

  double score = 0;
  std::uint32_t begin = kUnreached;
  TokenId id = 0;
};

class BestPath {
 public:
  void start() {
    section_ = 0;
    ends_.assign(1, PathEnd{});
  }

  double score_at(std::uint32_t place) const { return ends_[place - section_].score; }

  // The reference holds until the next call. Places come in any order, none before that of the last `take`.
  PathEnd& end_at(std::uint32_t place) {
    const std::size_t index = place - section_;
    if (index >= ends_.size()) ends_.resize(index + 1);
    return ends_[index];
  }

  // Whether what leads to `place` should be taken now: the section is long enough, and no token reaches past its end.
  bool ends_section(std::uint32_t place) const {
    return place - section_ >= kSection && place - section_ == ends_.size() - 1;
  }

  // The tokens of the best way since the last call to the furthest place, in their order; the next section begins
  // there.
  std::span<const PlacedId> take() {
    tokens_.clear();
    const auto last = static_cast<std::uint32_t>(section_ + ends_.size() - 1);
    for (std::uint32_t at = last; at > section_; at = ends_[at - section_].begin) {
      const PathEnd& end = ends_[at - section_];
      tokens_.push_back({end.id, {end.begin, at}});
    }
    std::ranges::reverse(tokens_);
    ends_.front().score = ends_.back().score;
    ends_.resize(1);
    section_ = last;
    return tokens_;
  }

 private:
  // 64 KB of ends.
  static constexpr std::uint32_t kSection = 4096;

  std::uint32_t section_ = 0;
  std::vector<PathEnd> ends_;
  std::vector<PlacedId> tokens_;
};

}  // namespace tg
