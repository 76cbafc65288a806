// What models of whole words and of pieces by likelihood need to work, kept from piece to piece.
#pragma once

#include <vector>

#include "tokenizer/best_path.h"
#include "tokenizer/placed_id.h"
#include "tokenizer/word_cache.h"

namespace tg {

struct WordScratch {
  std::vector<PlacedId> found;
  BestPath path;
  std::vector<TokenId> ids;
  WordCache cache;
};

}  // namespace tg
