// What the addon keeps for each JavaScript environment (the main thread, a worker): never static, since a worker's
// values must not be seen by another.
#pragma once

#include <napi.h>

#include <map>
#include <memory>
#include <vector>

#include "external_memory.h"
#include "text_buffer.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

struct TokenizerParts;

class Addon final : public Napi::Addon<Addon> {
 public:
  Addon(Napi::Env env, Napi::Object exports);

  static Addon& of(Napi::Env env);
  static Addon* find(Napi::Env env) { return env.GetInstanceData<Addon>(); }  // null while the environment shuts down

  Napi::FunctionReference make_error;  // the loader's, see loader/errors.ts; empty until it says so
  Napi::FunctionReference tokenizer_class;

  // What V8 is told of the tables of `tokenizer`: once, however often it was opened here.
  std::shared_ptr<const ExternalMemory> memory_of(Napi::Env env, const Tokenizer& tokenizer);

  // Memory that synchronous calls reuse; valid until the next call.
  TextBuffer text;
  TextBuffer pair;
  IdList ids;
  ByteBuffer bytes;
  ByteBuffer units;  // of UTF-16

  // What the constructor of a Tokenizer takes over; null when JavaScript calls it.
  const TokenizerParts* newborn = nullptr;

 private:
  Napi::Value use_errors(const Napi::CallbackInfo& info);

  std::map<const Tokenizer*, std::weak_ptr<const ExternalMemory>> memory_of_;
};

}  // namespace tg::addon
