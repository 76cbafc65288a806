// What the addon keeps for each JavaScript environment (the main thread, a worker): never static, since a worker's
// values must not be seen by another.
#pragma once

#include <memory>
#include <vector>

#include "js.h"
#include "text_buffer.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

class Environment {
 public:
  // Makes it and hands it to `env`, which deletes it at its end.
  static Environment& create(napi_env env);
  static Environment& of(napi_env env);
  static Environment* find(napi_env env);  // null while the environment shuts down

  void use_errors(napi_value make_error) { replace(make_error_, make_error); }
  napi_value make_error() const { return value_of(make_error_); }
  void use_tokenizer_class(napi_value constructor) { replace(tokenizer_class_, constructor); }
  napi_value tokenizer_class() const { return value_of(tokenizer_class_); }

  // Memory that synchronous calls reuse; valid until the next call.
  TextBuffer text;
  TextBuffer pair;
  std::vector<TokenId> ids;

  // What the constructor of a Tokenizer takes over; null when JavaScript calls it.
  std::shared_ptr<const Tokenizer> newborn;

 private:
  explicit Environment(napi_env env) : env_(env) {}
  ~Environment();
  void replace(napi_ref& reference, napi_value value);
  napi_value value_of(napi_ref reference) const;

  napi_env env_;
  napi_ref make_error_ = nullptr;
  napi_ref tokenizer_class_ = nullptr;
};

}  // namespace tg::addon
