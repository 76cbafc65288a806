// What a FillPlan must satisfy before a byte is read.
#pragma once

#include "rows/matrix_file.h"
#include "tokengraft/rows.h"

namespace tg {

// Every index within its matrix, every number finite, no row written twice.
Status check_plan(const FillPlan& plan);

// Refuses a plan that would read a row after writing it: one file holds both matrices and a term is a target row, or
// the matrices overlap without being the same.
Status check_in_place(const FillPlan& plan, const MatrixFile& source, const MatrixFile& target);

}  // namespace tg
