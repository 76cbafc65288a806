// What tiktoken's way to tokenize is as a spec: pieces cut by one pattern, merged in bytes by the ranks of tokens.
#pragma once

#include <string>

#include "tokenizer/spec.h"

namespace tg {

// For messages: the file, and where in it the ranks and the pattern stand.
struct RankPlaces {
  std::string name;
  std::string ranks;
  std::string pattern;
};

// A spec without added tokens.
TokenizerSpec spec_of_ranks(TokenTable ranks, const std::string& pattern, const RankPlaces& places);

}  // namespace tg
