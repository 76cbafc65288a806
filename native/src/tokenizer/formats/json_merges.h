// The merges of a tokenizer.json: strings "a b" or pairs ["a", "b"], resolved to ids.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

// Reads the list of merges that comes next in `reader`. `prefix` is what the right side of a merge begins with and its
// result leaves out; `name` is the file.
Result<std::vector<Merge>> read_json_merges(json::Reader& reader, const TokenTable& tokens, const std::string& prefix,
                                            const std::string& name);

}  // namespace tg
