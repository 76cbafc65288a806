// The doors: every function that JavaScript can call goes through `guarded`. Behind it C++ may throw a Failure or
// anything of the standard library; what gets past it is a Napi::Error, which node-addon-api throws in JavaScript.
#pragma once

#include "errors.h"

namespace tg::addon {

template <class Body>
Napi::Value guarded(Napi::Env env, const Body& body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw error_of(env, current_failure());
  }
}

template <Napi::Value (*body)(const Napi::CallbackInfo&)>
Napi::Value entry(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] { return body(info); });
}

template <Napi::Value (*body)(const Napi::CallbackInfo&)>
void export_function(Napi::Object exports, const char* name) {
  exports.Set(name, Napi::Function::New<entry<body>>(exports.Env(), name));
}

}  // namespace tg::addon
