#include "added_tokens.h"

#include <limits>
#include <string>

#include "convert.h"

namespace tg::addon {
namespace {

AddedToken to_added_token(napi_env env, napi_value value, const std::string& name) {
  expect_object(env, value, name);
  const auto flag = [&](const char* field) { return to_boolean(env, property(env, value, field), name + "." + field); };
  AddedToken token;
  token.id = static_cast<TokenId>(
      to_integer(env, property(env, value, "id"), name + ".id", std::numeric_limits<TokenId>::max()));
  token.content = to_string(env, property(env, value, "content"), name + ".content");
  token.special = flag("special");
  token.single_word = flag("singleWord");
  token.lstrip = flag("lstrip");
  token.rstrip = flag("rstrip");
  token.normalized = flag("normalized");
  return token;
}

napi_value make_added_token(napi_env env, const AddedToken& token) {
  const napi_value object = make_object(env);
  set(env, object, "id", make_number(env, token.id));
  set(env, object, "content", make_string(env, token.content));
  set(env, object, "special", make_boolean(env, token.special));
  set(env, object, "singleWord", make_boolean(env, token.single_word));
  set(env, object, "lstrip", make_boolean(env, token.lstrip));
  set(env, object, "rstrip", make_boolean(env, token.rstrip));
  set(env, object, "normalized", make_boolean(env, token.normalized));
  return object;
}

}  // namespace

std::vector<AddedToken> to_added_tokens(napi_env env, napi_value value, std::string_view name) {
  const std::size_t length = array_length(env, value, name);
  std::vector<AddedToken> tokens;
  for (std::size_t i = 0; i < length; ++i) {
    const HandleScope scope(env);
    tokens.push_back(to_added_token(env, element(env, value, i), std::string(name) + "[" + std::to_string(i) + "]"));
  }
  return tokens;
}

napi_value make_added_tokens(napi_env env, std::span<const AddedToken> tokens) {
  const napi_value array = make_array(env, tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const HandleScope scope(env);
    set_element(env, array, i, make_added_token(env, tokens[i]));
  }
  return array;
}

}  // namespace tg::addon
