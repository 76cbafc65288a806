// What every reader checks about tokens and ids: that each belongs to one other.
#pragma once

#include <string>
#include <vector>

#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

// Above what the reference can hold in its files and ours in a signed integer.
constexpr TokenId kIdLimit = (TokenId{1} << 31) - 1;

// The vocabulary that a file lists. Refuses a token or an id that is there twice, and ids far beyond the number of
// tokens; `where` names the vocabulary in messages.
Result<TokenTable> index_vocabulary(TokenList list, const std::string& where);

// Refuses added tokens that contradict one another or `vocabulary`: a content that has another id there, an id that
// belongs to another token. `where` names the list in messages.
Status check_added_tokens(const std::vector<AddedToken>& tokens, const TokenTable& vocabulary,
                          const std::string& where);

}  // namespace tg
