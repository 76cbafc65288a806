// What a tokenizer.json says beside its vocabulary: stages and added tokens. Files of other formats lack some of it;
// their caller, who knows what stands beside them, brings it in the same form.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "tokenizer/spec.h"

namespace tg {

// Reads the member `key` that comes next in `reader`; one that says nothing about a tokenizer is passed over.
Status read_outline_member(json::Reader& reader, const std::string& key, TokenizerSpec& spec);

// A spec without a vocabulary. `outline` is a JSON object, in which `model` has the model's options only, or empty.
// `name` is the file that it belongs to.
Result<TokenizerSpec> read_outline(std::string_view outline, const std::string& name);

}  // namespace tg
