// C++ objects behind JavaScript ones. An argument's type tag is checked before its pointer is believed.
#pragma once

#include <memory>

#include "errors.h"
#include "js.h"

namespace tg::addon {

// For each T: `tag`, a number of its own.
template <class T>
struct Kind;

// Gives `object` its C++ half.
template <class T>
void attach(napi_env env, napi_value object, std::unique_ptr<T> half) {
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<T*>(data); };
  check(napi_wrap(env, object, half.get(), finalize, nullptr, nullptr));
  static_cast<void>(half.release());
  check(napi_type_tag_object(env, object, &Kind<T>::tag));
}

// The C++ half of `object`, or null when it has none of this kind.
template <class T>
T* half_of(napi_env env, napi_value object) {
  if (object == nullptr || type_of(env, object) != napi_object) return nullptr;
  bool tagged = false;
  check(napi_check_object_type_tag(env, object, &Kind<T>::tag, &tagged));
  if (!tagged) return nullptr;
  void* half = nullptr;
  check(napi_unwrap(env, object, &half));
  return static_cast<T*>(half);
}

// The C++ half of the object that a method was called on. The engine itself refuses to call a method of a native class
// on anything but its instances, so no tag is read here: that would cost more than a short text takes to encode.
template <class T>
T& self_of(napi_env env, napi_value self) {
  void* half = nullptr;
  check(napi_unwrap(env, self, &half));
  return *static_cast<T*>(half);
}

}  // namespace tg::addon
