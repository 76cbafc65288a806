// Which tokens come out when their own bytes are merged, found for a whole vocabulary at once without merging anything.
#pragma once

#include <vector>

#include "tokenizer/bpe/pair_table.h"
#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/spec.h"

namespace tg {

// By token id. `units`: the tokens that a character or byte is read as. What the merges do not tell is Own::unknown:
// all of it where a merge stands before the merges of its parts or has ids that `tokens` lacks, tokens that several
// merges make, and the longer ones of tokens with such parts.
std::vector<Own> find_own_tokens(const TokenTable& tokens, const std::vector<Merge>& merges, const PairTable& pairs,
                                 const std::vector<bool>& units);

}  // namespace tg
