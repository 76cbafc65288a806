#include "added_tokens.h"

#include <array>
#include <iterator>
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

// From the lowest bit on.
constexpr bool AddedToken::*kFlags[] = {&AddedToken::special, &AddedToken::single_word, &AddedToken::lstrip,
                                        &AddedToken::rstrip, &AddedToken::normalized};

std::uint8_t bits_of(const AddedToken& token) {
  unsigned bits = 0;
  for (std::size_t i = 0; i < std::size(kFlags); ++i) bits |= static_cast<unsigned>(token.*kFlags[i]) << i;
  return static_cast<std::uint8_t>(bits);
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

std::vector<AddedToken> to_added_tokens(Napi::Value contents, Napi::Value flags) {
  const Texts texts = to_texts(contents, "contents");
  const std::vector<std::string_view>& views = texts.views;
  const std::vector<std::uint8_t> bits = copy<std::uint8_t>(flags, "flags");
  if (bits.size() != views.size()) refuse(flags, "flags", "as many bytes as there are contents");
  std::vector<AddedToken> tokens(views.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    tokens[i].content = views[i];
    for (std::size_t k = 0; k < std::size(kFlags); ++k) tokens[i].*kFlags[k] = (bits[i] >> k & 1) != 0;
  }
  return tokens;
}

Napi::Object make_token_columns(Napi::Env env, std::span<const AddedToken> tokens) {
  std::vector<TokenId> ids;
  std::vector<std::uint8_t> flags;
  const Napi::Array contents = Napi::Array::New(env, tokens.size());
  for (const AddedToken& token : tokens) {
    const Napi::HandleScope scope(env);
    contents.Set(static_cast<std::uint32_t>(ids.size()), make_string(env, token.content));
    ids.push_back(token.id);
    flags.push_back(bits_of(token));
  }
  Napi::Object columns = Napi::Object::New(env);
  columns.Set("ids", copy_to_typed_array<TokenId>(env, ids));
  columns.Set("contents", contents);
  columns.Set("flags", copy_to_typed_array<std::uint8_t>(env, flags));
  return columns;
}

}  // namespace tg::addon
