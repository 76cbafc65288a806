// Added tokens on their way in and out.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "js.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

std::vector<AddedToken> to_added_tokens(napi_env env, napi_value value, std::string_view name);
napi_value make_added_tokens(napi_env env, std::span<const AddedToken> tokens);

}  // namespace tg::addon
