#include "added_tokens.h"

#include <limits>
#include <string>

#include "convert.h"
#include "values.h"

namespace tg::addon {
namespace {

AddedToken to_added_token(Napi::Value value, const std::string& name) {
  const Napi::Object object = to_object(value, name);
  const auto flag = [&](const char* field) { return to_boolean(object.Get(field), name + "." + field); };
  AddedToken token;
  token.id = static_cast<TokenId>(to_integer(object.Get("id"), name + ".id", std::numeric_limits<TokenId>::max()));
  token.content = to_string(object.Get("content"), name + ".content");
  token.special = flag("special");
  token.single_word = flag("singleWord");
  token.lstrip = flag("lstrip");
  token.rstrip = flag("rstrip");
  token.normalized = flag("normalized");
  return token;
}

Napi::Object make_added_token(Napi::Env env, const AddedToken& token) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("id", token.id);
  object.Set("content", make_string(env, token.content));
  object.Set("special", token.special);
  object.Set("singleWord", token.single_word);
  object.Set("lstrip", token.lstrip);
  object.Set("rstrip", token.rstrip);
  object.Set("normalized", token.normalized);
  return object;
}

}  // namespace

std::vector<AddedToken> to_added_tokens(Napi::Value value, std::string_view name) {
  const Napi::Array array = to_array(value, name);
  std::vector<AddedToken> tokens;
  for (std::uint32_t i = 0, length = array.Length(); i < length; ++i) {
    const Napi::HandleScope scope(value.Env());
    tokens.push_back(to_added_token(array[i], std::string(name) + "[" + std::to_string(i) + "]"));
  }
  return tokens;
}

Napi::Array make_added_tokens(Napi::Env env, std::span<const AddedToken> tokens) {
  Napi::Array array = Napi::Array::New(env, tokens.size());
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    const Napi::HandleScope scope(env);
    array[i] = make_added_token(env, tokens[i]);
  }
  return array;
}

}  // namespace tg::addon
