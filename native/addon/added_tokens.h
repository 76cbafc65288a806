// Added tokens on their way in and out.
#pragma once

#include <napi.h>

#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg::addon {

std::vector<AddedToken> to_added_tokens(Napi::Value value, std::string_view name);
Napi::Array make_added_tokens(Napi::Env env, std::span<const AddedToken> tokens);

}  // namespace tg::addon
