// The core's answers as JavaScript values.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "tokengraft/large_pages.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

// `utf8` is valid UTF-8. Fails with "limit" where JavaScript has no string that long.
Napi::String make_string(Napi::Env env, std::string_view utf8);

// The text of `decoded`, U+FFFD where it is no UTF-8; `units` is room to work in. Fails as above.
Napi::String make_text(Napi::Env env, const DecodedBytes& decoded, ByteBuffer& units);

// A size, which JavaScript holds as a double.
inline Napi::Value make_number(Napi::Env env, std::size_t number) {
  return Napi::Number::New(env, static_cast<double>(number));
}

// An array of JavaScript's that `fill`, a void(T*), writes.
template <class T, class Fill>
Napi::TypedArrayOf<T> make_typed_array(Napi::Env env, std::size_t size, const Fill& fill) {
  Napi::TypedArrayOf<T> array = Napi::TypedArrayOf<T>::New(env, size);
  if (size == 0) return array;
  wish_for_large_pages(array.Data(), size * sizeof(T));
  fill(array.Data());
  return array;
}

// A copy of `values`.
template <class T>
Napi::TypedArrayOf<T> copy_to_typed_array(Napi::Env env, std::span<const T> values) {
  return make_typed_array<T>(env, values.size(), [&](T* to) { std::memcpy(to, values.data(), values.size_bytes()); });
}

// The same for sizes, which JavaScript holds as doubles.
Napi::Float64Array copy_to_float64_array(Napi::Env env, std::span<const std::size_t> values);

}  // namespace tg::addon
