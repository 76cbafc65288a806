// The list of what JavaScript sees; loader/binding.ts types it.
#include "cancel.h"
#include "convert.h"
#include "entry.h"
#include "environment.h"
#include "files.h"
#include "open.h"
#include "rows.h"
#include "tokenizer.h"

namespace tg::addon {
namespace {

// The loader says how errors are made; see loader/errors.ts.
napi_value use_errors(const Call& call) {
  if (type_of(call.env(), call[0]) != napi_function) refuse(call.env(), "make", "a function", call[0]);
  Environment::of(call.env()).use_errors(call[0]);
  return undefined(call.env());
}

const char* compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#elif defined(__GNUC__)
  return "gcc " __VERSION__;
#else
  return "unknown";
#endif
}

napi_value make_build(napi_env env) {
  const napi_value build = make_object(env);
  set(env, build, "unicode", make_string(env, unicode_version()));
  set(env, build, "pcre2", make_string(env, pcre2_version()));
  set(env, build, "compiler", make_string(env, compiler()));
  return build;
}

napi_value export_all(napi_env env, napi_value exports) {
  Environment::create(env);
  export_function<use_errors>(env, exports, "useErrors");
  set(env, exports, "build", make_build(env));
  export_cancel(env, exports);
  define_tokenizer(env);
  export_open(env, exports);
  export_rows(env, exports);
  export_files(env, exports);
  return exports;
}

}  // namespace
}  // namespace tg::addon

NAPI_MODULE_INIT() {
  try {
    return tg::addon::export_all(env, exports);
  } catch (...) {
    tg::addon::throw_current(env);
    return nullptr;
  }
}
