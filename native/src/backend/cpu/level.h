// Which instructions an operation uses. Operations run at the best level; tests run every level that the processor has.
#pragma once

#include <cstdint>

#include "tokengraft/backend.h"

namespace tg::cpu {

enum class Level : std::uint8_t { plain, avx2, avx512, amx };

bool has_level(Level level);
Level best_level();

// REQUIRES: has_level(level).
void add_weighted_rows_at(Level level, const WeightedRows& block);
void add_weighted_floats_at(Level level, const WeightedFloats& block);
void top_matches_at(Level level, const TopMatches& search);

}  // namespace tg::cpu
