// What BPE needs to work, kept from piece to piece.
#pragma once

#include <string>
#include <vector>

#include "tokenizer/bpe/merging.h"
#include "tokenizer/long_piece_cache.h"

namespace tg {

struct BpeScratch {
  std::vector<Symbol> symbols;
  MergeScratch merging;
  std::string affixed;  // a character with its prefix or suffix
  IdList parts;         // the ids of a piece that is cut
  LongPieceCache long_pieces;
};

}  // namespace tg
