// Ids that threads found apart, put together: parts of a text, jobs of a batch.
#pragma once

#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

// Appends all of `lists` in their order, on `threads` threads (0 = all cores), and empties them.
void append_all(std::vector<IdList>& lists, unsigned threads, IdList& ids);

}  // namespace tg
