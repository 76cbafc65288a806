// The list `added_tokens` of a tokenizer.json.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "tokengraft/tokenizer.h"

namespace tg {

// Appends the tokens of the list that comes next in `reader`. `name` is the file.
Status read_json_added_tokens(json::Reader& reader, const std::string& name, std::vector<AddedToken>& tokens);

}  // namespace tg
