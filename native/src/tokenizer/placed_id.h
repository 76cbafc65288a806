// A token, and where it stands in its piece.
#pragma once

#include "text/split_pattern.h"
#include "tokengraft/tokenizer.h"

namespace tg {

struct PlacedId {
  TokenId id;
  Span span;
};

}  // namespace tg
