// The token for what a vocabulary of words does not have.
#pragma once

#include <string>
#include <string_view>

#include "tokenizer/model.h"

namespace tg {

class UnknownToken {
 public:
  // Reads `unk_token`, which need not be in the vocabulary until a text asks for it.
  static Result<UnknownToken> read(const ModelSpec& spec, const Vocabulary& vocabulary);

  bool exists() const { return id_ != TokenTable::kNone; }
  TokenId id() const { return id_; }
  // Why `piece` cannot be encoded without it.
  Status missing(std::string_view piece) const;

 private:
  TokenId id_ = TokenTable::kNone;
  std::string name_;
  std::string where_;
};

}  // namespace tg
