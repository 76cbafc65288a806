// Every way to write a token as two tokens: the merges that ranks alone make possible, all of them.
#pragma once

#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

// Those of token `id`, appended to `splits`.
void append_splits(const TokenTable& tokens, TokenId id, Merges& splits);
// Those of all tokens, in the order of their ids.
Merges find_splits(const TokenTable& tokens);

}  // namespace tg
