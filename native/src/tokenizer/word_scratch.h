// What models of whole words and of pieces by likelihood need to work, kept from piece to piece.
#pragma once

#include <vector>

#include "text/split_pattern.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/word_cache.h"

namespace tg {

struct PlacedId {
  TokenId id;
  Span span;
};

// The best way to a place in a piece: its score, where its last token begins, and which that is.
struct PathEnd {
  double score;
  std::uint32_t begin;
  TokenId id;
};

struct WordScratch {
  std::vector<PlacedId> found;
  std::vector<PlacedId> path;
  std::vector<PathEnd> ends;
  std::vector<TokenId> ids;
  WordCache cache;
};

}  // namespace tg
