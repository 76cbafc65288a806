// What BPE needs to work, kept from piece to piece.
#pragma once

#include <string>
#include <vector>

#include "tokenizer/bpe/merging.h"
#include "tokenizer/bpe/quick_scratch.h"
#include "tokenizer/long_piece_cache.h"

namespace tg {

struct BpeScratch {
  std::vector<Symbol> symbols;
  MergeScratch merging;
  std::string affixed;  // a character with its prefix or suffix
  LongPieceCache long_pieces;
  QuickScratch quick;
};

}  // namespace tg
