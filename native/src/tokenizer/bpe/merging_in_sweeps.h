// BPE of a long run in which the same pairs come again and again, such as one letter or many spaces: all pairs of the
// lowest rank are merged in one sweep, which costs a few steps a symbol where a heap would take some for each merge.
#pragma once

#include <span>

#include "tokenizer/bpe/merging.h"

namespace tg {

// Merges `symbols` where they lie for as long as a sweep finds many pairs to merge, and returns how many are left: a
// state that merge_symbols goes on from to the same end.
std::size_t merge_in_sweeps(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch);

}  // namespace tg
