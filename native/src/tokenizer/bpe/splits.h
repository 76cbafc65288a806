// Every way to write a token as two tokens.
#pragma once

#include <vector>

#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

// In no particular order. On all cores: a vocabulary of 200,000 has over a million places to cut.
std::vector<Merge> find_splits(const TokenTable& tokens);

}  // namespace tg
