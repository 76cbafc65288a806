// What the ways in which the processor finds top matches share.
#pragma once

#include <cmath>

#include "backend/cpu/amx.h"
#include "tokengraft/backend.h"

namespace tg::cpu {

// Puts a match among the `keep` best, which are in order, if it belongs there.
inline void insert_match(Match* best, std::size_t keep, const Match& match) {
  if (!is_better(match, best[keep - 1])) return;
  std::size_t place = keep - 1;
  for (; place > 0 && is_better(match, best[place - 1]); --place) best[place] = best[place - 1];
  best[place] = match;
}

inline void offer(const TopMatches& search, std::size_t row, std::size_t query, float dot) {
  const float offset = search.offsets == nullptr ? 0 : search.offsets[row];
  const float signed_score = dot * search.scales[row] + offset;
  const float score = search.absolute ? std::fabs(signed_score) : signed_score;
  const auto number = static_cast<std::uint32_t>(search.first_row + row);
  insert_match(search.best + query * search.keep, search.keep, {score, number});
}

#if TG_HAVE_AMX
// REQUIRES: has_amx().
void top_matches_amx(const TopMatches& search);
#endif

}  // namespace tg::cpu
