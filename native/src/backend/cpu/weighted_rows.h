// The ways in which the processor adds weighted rows, each with the same bits; see WeightedRows.
#pragma once

#include "backend/backend.h"

namespace tg::cpu {

// The obvious loops.
void add_weighted_rows_plain(const WeightedRows& block);
void add_weighted_floats_plain(const WeightedFloats& block);

}  // namespace tg::cpu
