// The merge loop of BPE: as long as two neighbours can merge, the pair of the lowest rank does, the leftmost of equals.
// Linear scans for short runs, a heap and a linked list for longer ones, and sweeps and windows for those beyond, so
// that no text takes more than its share of time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tokenizer/bpe/pair_table.h"

namespace tg {

struct Symbol {
  TokenId id;
  std::uint32_t size;  // in bytes of the piece
};

// Room for long runs, kept from piece to piece.
struct MergeScratch {
  struct Link {
    std::uint32_t previous;
    std::uint32_t next;
    PairMerge merge;  // with the next one
  };
  std::vector<Link> links;
  std::vector<std::uint64_t> queue;  // rank and position, lowest first
  std::vector<PairMerge> merges;
  std::vector<Symbol> window;
  std::vector<Symbol> merged;
};

// Merges `symbols` where they lie; what is left stands at the front. Returns how many.
// REQUIRES: fewer than 2^32 - 1 symbols.
std::size_t merge_symbols(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch);
// The same without sweeps and windows.
std::size_t merge_at_once(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch);

}  // namespace tg
