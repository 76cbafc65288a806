// Every way to write a token as two tokens.
#pragma once

#include <vector>

#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

// In the order of the tokens' ids.
Merges find_splits(const TokenTable& tokens);

}  // namespace tg
