#include "js.h"

#include <string>

#include "errors.h"

namespace tg::addon {

napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type;
  check(napi_typeof(env, value, &type));
  return type;
}

napi_value undefined(napi_env env) {
  napi_value value;
  check(napi_get_undefined(env, &value));
  return value;
}

napi_value make_boolean(napi_env env, bool value) {
  napi_value result;
  check(napi_get_boolean(env, value, &result));
  return result;
}

napi_value make_number(napi_env env, double value) {
  napi_value result;
  check(napi_create_double(env, value, &result));
  return result;
}

napi_value make_string(napi_env env, std::string_view utf8) {
  napi_value result;
  if (napi_create_string_utf8(env, utf8.data(), utf8.size(), &result) == napi_ok) return result;
  clear_pending_exception(env);
  throw Failure{"limit",
                "a text of " + std::to_string(utf8.size()) + " bytes is longer than a JavaScript string can be"};
}

napi_value make_object(napi_env env) {
  napi_value object;
  check(napi_create_object(env, &object));
  return object;
}

napi_value make_array(napi_env env, std::size_t length) {
  napi_value array;
  check(napi_create_array_with_length(env, length, &array));
  return array;
}

napi_value make_function(napi_env env, const char* name, napi_callback body) {
  napi_value function;
  check(napi_create_function(env, name, NAPI_AUTO_LENGTH, body, nullptr, &function));
  return function;
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  check(napi_set_named_property(env, object, name, value));
}

void set_element(napi_env env, napi_value array, std::size_t index, napi_value value) {
  check(napi_set_element(env, array, static_cast<std::uint32_t>(index), value));
}

napi_value make_typed_array(napi_env env, napi_typedarray_type type, std::size_t length, std::size_t element_size,
                            void** memory) {
  napi_value buffer;
  check(napi_create_arraybuffer(env, length * element_size, memory, &buffer));
  napi_value array;
  check(napi_create_typedarray(env, type, length, buffer, 0, &array));
  return array;
}

napi_value copy_to_float64_array(napi_env env, std::span<const std::size_t> values) {
  void* memory = nullptr;
  const napi_value array = make_typed_array(env, napi_float64_array, values.size(), sizeof(double), &memory);
  auto* numbers = static_cast<double*>(memory);
  for (std::size_t i = 0; i < values.size(); ++i) numbers[i] = static_cast<double>(values[i]);
  return array;
}

}  // namespace tg::addon
