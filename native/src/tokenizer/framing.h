// The fixed frames of BERT and RoBERTa: a class token before the first sequence, separators around.
#pragma once

#include "tokenizer/post_processor.h"

namespace tg {

struct Frame {
  TokenId class_token;
  TokenId separator;
};

// Reads `cls` and `sep`, each a pair of a name and an id.
Result<Frame> read_frame(const StageSpec& spec);

// Puts `before` (if any) and `after` around what the part holds of `sequence`, with their own types.
struct Framed {
  std::optional<TokenId> before;
  TokenId after;
  std::uint8_t type;
};
void put_frame(SequenceEncoding& part, std::size_t sequence, const Framed& frame);

}  // namespace tg
