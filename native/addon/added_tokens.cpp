#include "added_tokens.h"

#include <array>
#include <limits>
#include <string>

#include "convert.h"
#include "values.h"

namespace tg::addon {
namespace {

// Reads tokens out of JavaScript objects. Lists may be long, so the keys are made once, and what a wrong field is
// called is written over the same string.
class AddedTokenReader {
 public:
  AddedTokenReader(Napi::Env env, std::string_view list) : list_(list) {
    const char* const fields[] = {"id", "content", "special", "singleWord", "lstrip", "rstrip", "normalized"};
    for (std::size_t i = 0; i < keys_.size(); ++i) keys_[i] = Napi::String::New(env, fields[i]);
  }

  AddedToken read(Napi::Value value, std::uint32_t index) {
    name_.assign(list_).append("[").append(std::to_string(index)).append("]");
    prefix_ = name_.size();
    const Napi::Object object = to_object(value, name_);
    AddedToken token;
    token.id =
        static_cast<TokenId>(to_integer(object.Get(keys_[0]), field(".id"), std::numeric_limits<TokenId>::max()));
    token.content = to_string(object.Get(keys_[1]), field(".content"));
    token.special = to_boolean(object.Get(keys_[2]), field(".special"));
    token.single_word = to_boolean(object.Get(keys_[3]), field(".singleWord"));
    token.lstrip = to_boolean(object.Get(keys_[4]), field(".lstrip"));
    token.rstrip = to_boolean(object.Get(keys_[5]), field(".rstrip"));
    token.normalized = to_boolean(object.Get(keys_[6]), field(".normalized"));
    return token;
  }

 private:
  std::string_view field(std::string_view field) {
    name_.resize(prefix_);
    return name_.append(field);
  }

  std::string_view list_;
  std::array<Napi::String, 7> keys_;
  std::string name_;
  std::size_t prefix_ = 0;  // of what the token is called, in `name_`
};

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
  AddedTokenReader reader(value.Env(), name);
  std::vector<AddedToken> tokens;
  for (std::uint32_t i = 0, length = array.Length(); i < length; ++i) {
    const Napi::HandleScope scope(value.Env());
    tokens.push_back(reader.read(array[i], i));
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
