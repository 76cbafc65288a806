// The merges that ever happen (see live_merges.h) where ranks alone say what merges: the rank of a merge is the id of
// the token that it makes (tiktoken's rule).
#pragma once

#include <array>
#include <optional>

#include "tokenizer/bpe/live_merges.h"

namespace tg {

// `byte_ids`: the token of each byte, or TokenTable::kNone; bytes are all that is ever merged. Nothing where it cannot
// be told: ids are too large, or too many tokens stand before their parts.
std::optional<LiveMerges> find_rank_merges(const TokenTable& tokens, const std::array<TokenId, 256>& byte_ids);

}  // namespace tg
