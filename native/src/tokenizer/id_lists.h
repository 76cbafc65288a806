// Ids that threads found apart, put together: parts of a text, groups of a batch.
#pragma once

#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

// Lays `lists` end to end, on `threads` threads (0 = all cores), and empties them, so that the ids are not there twice.
// REQUIRES: `to` has room for all of them.
void move_all(std::span<IdList> lists, unsigned threads, TokenId* to);
// Appends them to `ids`, likewise.
void append_all(std::span<IdList> lists, unsigned threads, IdList& ids);

}  // namespace tg
