// The doors: every function that JavaScript can call is an `entry`. Behind it C++ may throw; nothing gets past it.
#pragma once

#include <array>
#include <initializer_list>

#include "errors.h"
#include "js.h"

namespace tg::addon {

// One call from JavaScript. Arguments that were not given are undefined.
class Call {
 public:
  Call(napi_env env, napi_callback_info info) : env_(env), info_(info) {
    std::size_t count = arguments_.size();
    check(napi_get_cb_info(env, info, &count, arguments_.data(), &self_, nullptr));
  }

  napi_env env() const { return env_; }
  napi_value self() const { return self_; }
  napi_value operator[](std::size_t index) const { return arguments_[index]; }
  bool is_construction() const {
    napi_value target = nullptr;
    check(napi_get_new_target(env_, info_, &target));
    return target != nullptr;
  }

 private:
  napi_env env_;
  napi_callback_info info_;
  napi_value self_ = nullptr;
  std::array<napi_value, 6> arguments_{};
};

using Body = napi_value (*)(const Call&);

template <Body body>
napi_value entry(napi_env env, napi_callback_info info) noexcept {
  try {
    return body(Call(env, info));
  } catch (...) {
    throw_current(env);
    return nullptr;
  }
}

template <Body body>
void export_function(napi_env env, napi_value exports, const char* name) {
  set(env, exports, name, make_function(env, name, entry<body>));
}

template <Body body>
napi_property_descriptor method(const char* name) {
  return {name, nullptr, entry<body>, nullptr, nullptr, nullptr, napi_default_method, nullptr};
}

template <Body constructor>
napi_value make_class(napi_env env, const char* name, std::initializer_list<napi_property_descriptor> methods) {
  napi_value result;
  check(napi_define_class(env, name, NAPI_AUTO_LENGTH, entry<constructor>, nullptr, methods.size(), methods.begin(),
                          &result));
  return result;
}

}  // namespace tg::addon
