// The list of what JavaScript sees; loader/binding.ts types it.
#include "addon.h"

#include "cancel.h"
#include "convert.h"
#include "devices.h"
#include "files.h"
#include "json_rows.h"
#include "open.h"
#include "row_columns.h"
#include "rows.h"
#include "stream_hash.h"
#include "tokenizer.h"
#include "words.h"

namespace tg::addon {
namespace {

const char* compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "gcc " __VERSION__;
#else
  return "unknown";
#endif
}

Napi::Object make_build(Napi::Env env) {
  Napi::Object build = Napi::Object::New(env);
  build.Set("unicode", unicode_version());
  build.Set("pcre2", pcre2_version());
  build.Set("compiler", compiler());
  return build;
}

}  // namespace

Addon::Addon(Napi::Env env, Napi::Object exports) : tokenizer_class(TokenizerObject::define(env)) {
  DefineAddon(exports, {InstanceMethod<&Addon::use_errors>("useErrors", napi_default_jsproperty),
                        InstanceValue("build", make_build(env), napi_default_jsproperty)});
  export_cancel(exports);
  export_open(exports);
  export_words(exports);
  export_json_rows(exports);
  export_row_columns(exports);
  export_rows(exports);
  export_devices(exports);
  export_files(exports);
  export_stream_hash(exports);
}

Addon& Addon::of(Napi::Env env) {
  Addon* const addon = find(env);
  if (addon == nullptr) throw Napi::Error::New(env, "the environment is shutting down");
  return *addon;
}

std::shared_ptr<const ExternalMemory> Addon::memory_of(Napi::Env env, const Tokenizer& tokenizer) {
  std::erase_if(memory_of_, [](const auto& each) { return each.second.expired(); });
  std::weak_ptr<const ExternalMemory>& known = memory_of_[&tokenizer];
  auto memory = known.lock();
  if (!memory) known = memory = std::make_shared<const ExternalMemory>(env, tokenizer.shared_memory_bytes());
  return memory;
}

Napi::Value Addon::use_errors(const Napi::CallbackInfo& info) {
  if (!info[0].IsFunction()) refuse(info[0], "make", "a function");
  make_error = Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

}  // namespace tg::addon

using tg::addon::Addon;
NODE_API_NAMED_ADDON(tokengraft, Addon)
