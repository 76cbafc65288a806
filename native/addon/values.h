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

// A copy of `values`, owned by JavaScript.
template <class T>
Napi::TypedArrayOf<T> copy_to_typed_array(Napi::Env env, std::span<const T> values) {
  Napi::TypedArrayOf<T> array = Napi::TypedArrayOf<T>::New(env, values.size());
  if (values.empty()) return array;
  wish_for_large_pages(array.Data(), values.size_bytes());
  std::memcpy(array.Data(), values.data(), values.size_bytes());
  return array;
}

// The same for sizes, which JavaScript holds as doubles.
Napi::Float64Array copy_to_float64_array(Napi::Env env, std::span<const std::size_t> values);

}  // namespace tg::addon
