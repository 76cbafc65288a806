// The calls that are made once a message, as functions of each Tokenizer object instead of methods of its class:
// finding what a method's `this` wraps takes longer than all else at the boundary.
#pragma once

#include <napi.h>

#include <memory>

#include "tokenizer.h"

namespace tg::addon {

// Gives `object` the functions encode, encodeInto, count, decode and decodeBytes of the tokenizer in `parts`.
void define_hot_calls(Napi::Object object, const std::shared_ptr<const TokenizerParts>& parts);

}  // namespace tg::addon
