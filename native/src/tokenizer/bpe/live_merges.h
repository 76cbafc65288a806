// Of all merges that a file lists, the ones that ever happen: about one a token. A file made from ranks lists every way
// to write a token as two, several times as many, and every one that is asked for makes the table larger and what it is
// asked for slower to find.
#pragma once

#include <optional>
#include <vector>

#include "tokenizer/bpe/pair_table.h"
#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/spec.h"

namespace tg {

struct LiveMerges {
  PairTable pairs;
  std::vector<Own> own;  // by token id: whether merging the token's own bytes gives it back
};

// `merges` in the order of their ranks. `units`: the tokens that a character or byte is read as, by id, which is all
// that is ever merged. `tokens`: each merge's result is named as its parts are, one behind the other. Nothing where it
// cannot be told: a pair is listed twice, `tokens` lacks an id, or many merges stand before those of their parts and
// yet happen after them.
std::optional<LiveMerges> find_live_merges(const TokenTable& tokens, const Merges& merges,
                                           const std::vector<bool>& units);

}  // namespace tg
