// tg::Tokenizer as the JavaScript class Tokenizer. Only native code makes one: openTokenizer, parseTokenizer
// (open.cpp) and its method withAddedTokens.
#pragma once

#include <memory>

#include "handle.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

using TokenizerHandle = std::shared_ptr<const Tokenizer>;

template <>
struct Kind<TokenizerHandle> {
  static constexpr napi_type_tag tag{0x5b7de21f90c84a16, 0x8c4e3fa97b1d6025};
};

void define_tokenizer(napi_env env);
napi_value make_tokenizer(napi_env env, TokenizerHandle tokenizer);

}  // namespace tg::addon
