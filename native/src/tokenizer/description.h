// A tokenizer's make-up as one JSON object, for people and reports.
#pragma once

#include <span>
#include <string>

#include "tokenizer/pattern_use.h"
#include "tokenizer/spec.h"

namespace tg {

// {"model", "normalizer": [kinds], "pre_tokenizer": [kinds], "post_processor": [kinds], "decoder": [kinds],
//  "patterns": [{"where", "source", "engine"}]}. A Sequence is the list of what is in it.
std::string describe(const TokenizerSpec& spec, std::span<const PatternUse> patterns);

}  // namespace tg
