// The tokens as they stand in text: the vocabulary's names, or, where those are written in stand-ins, the bytes that
// they mean. Names that hold something else than stand-ins are then missing: no text reaches them. Bytes are made when
// they are first asked for, so that what needs names only can be built at the same time.
#pragma once

#include <memory>

#include "tokenizer/token_table.h"

namespace tg {

class TextTokens {
 public:
  // `names` must outlive what `get` answers with.
  TextTokens(const TokenTable& names, bool in_stand_ins) : names_(names), in_stand_ins_(in_stand_ins) {}

  // One thread at a time.
  const TokenTable& get();
  // The table of bytes, which what was built on it needs further; null when there is none.
  std::unique_ptr<const TokenTable> take() { return std::move(bytes_); }

 private:
  const TokenTable& names_;
  bool in_stand_ins_;
  std::unique_ptr<const TokenTable> bytes_;
};

}  // namespace tg
