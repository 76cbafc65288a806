// The ways in which the processor finds top matches.
#pragma once

#include "backend/backend.h"

namespace tg::cpu {

// The obvious loops, and the specification.
void top_matches_plain(const TopMatches& search);

// Puts a match among the `keep` best, which are in order, if it belongs there.
inline void insert_match(Match* best, std::size_t keep, const Match& match) {
  if (!is_better(match, best[keep - 1])) return;
  std::size_t place = keep - 1;
  for (; place > 0 && is_better(match, best[place - 1]); --place) best[place] = best[place - 1];
  best[place] = match;
}

}  // namespace tg::cpu
