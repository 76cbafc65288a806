// tg::Tokenizer as the JavaScript class Tokenizer. Only native code makes one: openTokenizer, parseTokenizer (open.cpp)
// and its method withAddedTokens.
#pragma once

#include <napi.h>

#include <memory>
#include <optional>
#include <string_view>

#include "entry.h"
#include "external_memory.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

using TokenizerHandle = std::shared_ptr<const Tokenizer>;

// What a Tokenizer object is made of.
struct TokenizerParts {
  TokenizerHandle tokenizer;
  // The tables that it shares with the tokenizers it grew from and that grow from it: V8 is told of them once.
  std::shared_ptr<const ExternalMemory> shared_memory;
};

class TokenizerObject final : public Napi::ObjectWrap<TokenizerObject> {
 public:
  static Napi::FunctionReference define(Napi::Env env);

  // Takes over the addon's newborn; a TypeError where there is none, since JavaScript calls.
  explicit TokenizerObject(const Napi::CallbackInfo& info);
  static Napi::Value OnCalledAsFunction(const Napi::CallbackInfo& info);

  // A TypeError after close().
  const TokenizerHandle& handle() const;

 private:
  using Method = Napi::Value (TokenizerObject::*)(const Napi::CallbackInfo&);

  // The engine itself refuses to call a method of a native class on anything but its instances, so no type tag is read
  // before one: that would cost more than a short text takes to encode.
  template <Method body>
  Napi::Value entry(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] { return (this->*body)(info); });
  }
  template <Method body>
  static PropertyDescriptor method(const char* name) {
    return InstanceMethod<&TokenizerObject::entry<body>>(name, napi_default_method);
  }

  Napi::Value encoding(const Napi::CallbackInfo& info);
  Napi::Value encoding_async(const Napi::CallbackInfo& info);
  Napi::Value encode_batch(const Napi::CallbackInfo& info);
  Napi::Value count_batch(const Napi::CallbackInfo& info);
  Napi::Value last_seam(const Napi::CallbackInfo& info);
  Napi::Value token_to_id(const Napi::CallbackInfo& info);
  Napi::Value id_to_token(const Napi::CallbackInfo& info);
  Napi::Value tokens(const Napi::CallbackInfo& info);
  Napi::Value size(const Napi::CallbackInfo& info);
  Napi::Value id_bound(const Napi::CallbackInfo& info);
  Napi::Value added_tokens(const Napi::CallbackInfo& info);
  Napi::Value with_added_tokens(const Napi::CallbackInfo& info);
  Napi::Value share(const Napi::CallbackInfo& info);
  Napi::Value describe(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  const Tokenizer& tokenizer() const { return *handle(); }

  std::shared_ptr<TokenizerParts> parts_;  // shared with the hot calls; empty after close()
  std::optional<ExternalMemory> own_memory_;
};

// The tokenizer that is an argument; anything else is refused, a closed one too.
TokenizerHandle to_tokenizer(Napi::Value value, std::string_view name);

// What every call of a closed tokenizer throws.
Napi::TypeError closed_error(Napi::Env env);

// The object of a tokenizer that was opened.
Napi::Value make_tokenizer(Napi::Env env, TokenizerHandle tokenizer);

}  // namespace tg::addon
