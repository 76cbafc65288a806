// The thinnest layer over Node-API that lets C++ be written as C++: a failed call throws, and entry.h turns what was
// thrown into a JavaScript exception at the one place where C++ ends.
#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace tg::addon {

// A Node-API call failed: JavaScript threw, or the environment is shutting down.
struct CallFailed {};

inline void check(napi_status status) {
  if (status != napi_ok) throw CallFailed{};
}

// Frees the handles made in a loop over a caller's array.
class HandleScope {
 public:
  explicit HandleScope(napi_env env) : env_(env) { check(napi_open_handle_scope(env, &scope_)); }
  ~HandleScope() { napi_close_handle_scope(env_, scope_); }
  HandleScope(const HandleScope&) = delete;
  HandleScope& operator=(const HandleScope&) = delete;

 private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

napi_valuetype type_of(napi_env env, napi_value value);

napi_value undefined(napi_env env);
napi_value make_boolean(napi_env env, bool value);
napi_value make_number(napi_env env, double value);
// `utf8` is valid UTF-8. Fails with Code::limit where JavaScript has no string that long.
napi_value make_string(napi_env env, std::string_view utf8);
napi_value make_object(napi_env env);
napi_value make_array(napi_env env, std::size_t length);
napi_value make_function(napi_env env, const char* name, napi_callback body);
void set(napi_env env, napi_value object, const char* name, napi_value value);
void set_element(napi_env env, napi_value array, std::size_t index, napi_value value);

// A typed array of `length` elements, and the memory to fill: valid until JavaScript runs again.
napi_value make_typed_array(napi_env env, napi_typedarray_type type, std::size_t length, std::size_t element_size,
                            void** memory);

template <class T>
constexpr napi_typedarray_type typed_array_of();
template <>
constexpr napi_typedarray_type typed_array_of<std::uint8_t>() {
  return napi_uint8_array;
}
template <>
constexpr napi_typedarray_type typed_array_of<std::int32_t>() {
  return napi_int32_array;
}
template <>
constexpr napi_typedarray_type typed_array_of<std::uint32_t>() {
  return napi_uint32_array;
}
template <>
constexpr napi_typedarray_type typed_array_of<double>() {
  return napi_float64_array;
}

// A copy of `values`, owned by JavaScript.
template <class T>
napi_value copy_to_typed_array(napi_env env, std::span<const T> values) {
  void* memory = nullptr;
  const napi_value array = make_typed_array(env, typed_array_of<T>(), values.size(), sizeof(T), &memory);
  if (!values.empty()) std::memcpy(memory, values.data(), values.size_bytes());
  return array;
}

// The same for sizes, which JavaScript holds as doubles.
napi_value copy_to_float64_array(napi_env env, std::span<const std::size_t> values);

}  // namespace tg::addon
