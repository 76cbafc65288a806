#include "values.h"

#include <string>

#include "errors.h"

namespace tg::addon {

Napi::String make_string(Napi::Env env, std::string_view utf8) {
  try {
    return Napi::String::New(env, utf8);
  } catch (const Napi::Error&) {
    throw Failure{"limit",
                  "a text of " + std::to_string(utf8.size()) + " bytes is longer than a JavaScript string can be"};
  }
}

Napi::Float64Array copy_to_float64_array(Napi::Env env, std::span<const std::size_t> values) {
  Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) array[i] = static_cast<double>(values[i]);
  return array;
}

}  // namespace tg::addon
