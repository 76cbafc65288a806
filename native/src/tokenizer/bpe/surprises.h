// Surprises: merges that stand before those of their parts and happen all the same. None can happen in text that does
// not have the text of its result, so nothing else changes by them.
#pragma once

#include <string_view>
#include <vector>

#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/token_table.h"

namespace tg {

// Leaves open what becomes of every token that has one of `surprises`, the texts of what they make, anywhere inside.
// False: looking for it would take too long.
bool leave_open(const TokenTable& tokens, std::vector<std::string_view> surprises, std::vector<Own>& own);

}  // namespace tg
