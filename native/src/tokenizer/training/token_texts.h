// What tokens stand for while new ones are learnt, and which pairs must not become one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "tokengraft/training.h"
#include "tokenizer/core.h"
#include "tokenizer/pipeline.h"

namespace tg {

class TokenTexts {
 public:
  TokenTexts(const PipelineOwner& owner, const Tokenizer& tokenizer, const BpeGoal& goal);

  // What the two stand for together, as the vocabulary would write it.
  std::string joined(TokenId left, TokenId right) const;
  // Whether the pair may become the token `text`.
  bool may_join(TokenId left, TokenId right, std::string_view text) const;
  bool is_excluded(std::string_view text) const { return excluded_.contains(std::string(text)); }
  // The next id's.
  void add(std::string text);

  // The one piece that `text` is cut into; empty where it is none or several.
  std::string piece_of(std::string_view text) const;

 private:
  std::string_view operator[](TokenId id) const;
  bool is_word_part(std::string_view text) const;

  const PipelineOwner& owner_;
  const TokenTable& old_;
  const BpeGoal& goal_;
  std::unordered_set<TokenId> apart_;  // ids that merge with nothing
  std::unordered_set<std::string> excluded_;
  std::unordered_set<std::string> known_;
  std::vector<std::string> learnt_;
};

}  // namespace tg
