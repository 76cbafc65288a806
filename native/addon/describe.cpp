#include "describe.h"

#include "text_buffer.h"

namespace tg::addon {
namespace {

constexpr std::size_t kShownUnits = 40;

std::string describe_string(Napi::Value value) {
  char shown[kShownUnits * 3 + 1];
  std::size_t written = 0;
  // Node-API itself: Utf8Value() would copy all of a long text to show its beginning.
  napi_get_value_string_utf8(value.Env(), value, shown, sizeof shown, &written);
  const bool whole = utf16_length(value.Env(), value) <= kShownUnits;
  return "the string \"" + std::string(shown, written) + (whole ? "\"" : "\"…");
}

const char* describe_object(Napi::Value value) {
  if (value.IsArray()) return "an array";
  if (value.IsTypedArray()) return "another typed array";
  if (value.IsArrayBuffer()) return "an ArrayBuffer";
  if (value.IsPromise()) return "a promise (await it first)";
  return "an object";
}

}  // namespace

std::string describe(Napi::Value value) {
  switch (value.Type()) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return "a boolean";
    case napi_number:
      return "the number " + value.ToString().Utf8Value();
    case napi_string:
      return describe_string(value);
    case napi_symbol:
      return "a symbol";
    case napi_function:
      return "a function";
    case napi_bigint:
      return "a bigint";
    default:
      return describe_object(value);
  }
}

}  // namespace tg::addon
