// The ways in which the processor adds weighted rows, each with the same bits; see WeightedRows.
#pragma once

#include "backend/cpu/amx.h"
#include "tokengraft/backend.h"

namespace tg::cpu {

// Columns that are worked on together.
constexpr std::size_t kStripColumns = 32;

#if TG_HAVE_AMX

// Columns [0, end). REQUIRES: has_amx(), end is a multiple of kStripColumns.
void add_weighted_rows_amx(const WeightedRows& block, std::size_t end);

// Columns [begin, end). REQUIRES: has_avx512(), both are multiples of kStripColumns.
void add_weighted_rows_avx512(const WeightedRows& block, std::size_t begin, std::size_t end);

#endif

}  // namespace tg::cpu
