// The `model` of a tokenizer.json: vocabulary and merges, read without a tree in between.
#pragma once

#include <string>

#include "base/json.h"
#include "tokenizer/spec.h"

namespace tg {

// Reads the model that comes next in `reader`, its members in any order. A kind of model that cannot be run yet is
// refused by name. `name` is the file.
Result<ModelSpec> read_json_model(json::Reader& reader, const std::string& name);

}  // namespace tg
