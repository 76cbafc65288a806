// BPE of a long run, a window at a time: the heap of a window stays in the nearest cache and has few levels, so that a
// run takes time in proportion to its length.
//
// Why that is exact: say the text before a place merges to tokens of which the last is `a`, and the text behind it to
// tokens of which the first is `b`. If `a` and `b` stay apart when their own text is merged, so do both sides. For as
// long as nothing has crossed the place, each side does what it does alone, and what the text of `a` and `b` does is
// what it does alone, too, whatever happens around it (the lowest of all ranks is the lowest of theirs when it is one
// of theirs). So the first merge across the place would be one of theirs, and they have none. By the same argument two
// neighbours of any result stay apart. So a window may begin where some token of the result so far begins, if it makes
// the same token there: that one is known to stay apart from the token before.
#pragma once

#include <span>

#include "tokenizer/bpe/merging.h"

namespace tg {

// Longer runs are merged in windows.
constexpr std::size_t kWorthWindows = 1024;

// As merge_symbols does. `width` is that of the first windows.
std::size_t merge_in_windows(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch,
                             std::size_t width = 128);

}  // namespace tg
