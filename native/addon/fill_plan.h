// Plans for the row kernels, from JavaScript's parallel arrays to the core's recipes.
#pragma once

#include <napi.h>

#include <string>

#include "tokengraft/codes.h"
#include "tokengraft/rows.h"

namespace tg::addon {

FileMatrix to_matrix(Napi::Value value, const std::string& name);
// Fails with "bad-argument" when parallel arrays differ in length; whether the rows exist is the core's to check.
FillPlan to_fill_plan(Napi::Value value);
CodePlan to_code_plan(Napi::Value value);

}  // namespace tg::addon
