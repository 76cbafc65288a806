// Added tokens on their way in and out.
#pragma once

#include <napi.h>

#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg::addon {

// From objects, for the few that a caller lists.
std::vector<AddedToken> to_added_tokens(Napi::Value value, std::string_view name);

// As columns, for hundreds of thousands: strings, and the flags of each as bits of a byte.
std::vector<AddedToken> to_added_tokens(Napi::Value contents, Napi::Value flags);
Napi::Object make_token_columns(Napi::Env env, std::span<const AddedToken> tokens);

}  // namespace tg::addon
