#include "convert.h"

#include <cmath>
#include <type_traits>

#include "errors.h"

namespace tg::addon {
namespace {

constexpr std::size_t kShownUnits = 40;

std::string describe_number(napi_env env, napi_value value) {
  napi_value text;
  check(napi_coerce_to_string(env, value, &text));
  TextBuffer buffer;
  buffer.append(env, text);
  return "the number " + std::string(buffer.bytes());
}

std::string describe_string(napi_env env, napi_value value) {
  char shown[kShownUnits * 3 + 1];
  std::size_t written = 0;
  check(napi_get_value_string_utf8(env, value, shown, sizeof shown, &written));
  std::size_t length = 0;
  check(napi_get_value_string_utf16(env, value, nullptr, 0, &length));
  const bool whole = length <= kShownUnits;
  return "the string \"" + std::string(shown, written) + (whole ? "\"" : "\"…");
}

template <auto test>
bool is(napi_env env, napi_value value) {
  bool result = false;
  check(test(env, value, &result));
  return result;
}

const char* describe_object(napi_env env, napi_value value) {
  if (is<napi_is_array>(env, value)) return "an array";
  if (is<napi_is_typedarray>(env, value)) return "another typed array";
  if (is<napi_is_arraybuffer>(env, value)) return "an ArrayBuffer";
  if (is<napi_is_promise>(env, value)) return "a promise (await it first)";
  return "an object";
}

std::string describe(napi_env env, napi_value value) {
  switch (type_of(env, value)) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return "a boolean";
    case napi_number:
      return describe_number(env, value);
    case napi_string:
      return describe_string(env, value);
    case napi_symbol:
      return "a symbol";
    case napi_function:
      return "a function";
    case napi_bigint:
      return "a bigint";
    default:
      return describe_object(env, value);
  }
}

double to_double(napi_env env, napi_value value, std::string_view name, std::string_view expectation) {
  if (type_of(env, value) != napi_number) refuse(env, name, expectation, value);
  double number = 0;
  check(napi_get_value_double(env, value, &number));
  return number;
}

template <class T>
constexpr const char* expectation_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return "a Uint8Array";
  if constexpr (std::is_same_v<T, std::uint32_t>) return "a Uint32Array";
  return "a Float64Array";
}

void refuse_foreign_memory(napi_env env, napi_value buffer, std::string_view name) {
  if (!is<napi_is_arraybuffer>(env, buffer)) {
    throw WrongCall{std::string(name) + " lies in shared memory, which may change while it is read; pass a copy"};
  }
  if (is<napi_is_detached_arraybuffer>(env, buffer)) {
    throw WrongCall{std::string(name) + " has lost its memory: its ArrayBuffer was transferred"};
  }
}

}  // namespace

void refuse(napi_env env, std::string_view name, std::string_view expectation, napi_value value) {
  std::string message = "expected ";
  message.append(expectation).append(" for ").append(name).append(", received ").append(describe(env, value));
  throw WrongCall{std::move(message)};
}

bool to_boolean(napi_env env, napi_value value, std::string_view name) {
  if (type_of(env, value) != napi_boolean) refuse(env, name, "true or false", value);
  bool result = false;
  check(napi_get_value_bool(env, value, &result));
  return result;
}

std::uint64_t to_integer(napi_env env, napi_value value, std::string_view name, double max) {
  const auto expectation = [&] { return "an integer from 0 to " + std::to_string(static_cast<std::uint64_t>(max)); };
  if (type_of(env, value) != napi_number) refuse(env, name, expectation(), value);
  double number = 0;
  check(napi_get_value_double(env, value, &number));
  if (!(number >= 0 && number <= max) || number != std::floor(number)) refuse(env, name, expectation(), value);
  return static_cast<std::uint64_t>(number);
}

double to_finite(napi_env env, napi_value value, std::string_view name) {
  const double number = to_double(env, value, name, "a finite number");
  if (!std::isfinite(number)) refuse(env, name, "a finite number", value);
  return number;
}

std::string to_string(napi_env env, napi_value value, std::string_view name) {
  TextBuffer buffer;
  return std::string(Text(env, value, name, buffer).view());
}

std::string to_path(napi_env env, napi_value value, std::string_view name) {
  std::string path = to_string(env, value, name);
  if (path.find('\0') != std::string::npos) refuse(env, name, "a path without zero bytes", value);
  return path;
}

Text::Text(napi_env env, napi_value value, std::string_view name, TextBuffer& buffer) : buffer_(buffer) {
  if (type_of(env, value) != napi_string) refuse(env, name, "a string", value);
  buffer.clear();
  buffer.append(env, value);
}

bool is_undefined(napi_env env, napi_value value) {
  return type_of(env, value) == napi_undefined;
}

void expect_object(napi_env env, napi_value value, std::string_view name) {
  if (type_of(env, value) != napi_object || is<napi_is_array>(env, value)) refuse(env, name, "an object", value);
}

std::size_t array_length(napi_env env, napi_value value, std::string_view name) {
  if (!is<napi_is_array>(env, value)) refuse(env, name, "an array", value);
  std::uint32_t length = 0;
  check(napi_get_array_length(env, value, &length));
  return length;
}

napi_value element(napi_env env, napi_value array, std::size_t index) {
  napi_value value;
  check(napi_get_element(env, array, static_cast<std::uint32_t>(index), &value));
  return value;
}

napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  check(napi_get_named_property(env, object, name, &value));
  return value;
}

template <class T>
std::span<const T> borrow(napi_env env, napi_value value, std::string_view name) {
  if (!is<napi_is_typedarray>(env, value)) refuse(env, name, expectation_of<T>(), value);
  napi_typedarray_type type;
  std::size_t length = 0;
  void* memory = nullptr;
  napi_value buffer;
  check(napi_get_typedarray_info(env, value, &type, &length, &memory, &buffer, nullptr));
  if (type != typed_array_of<T>()) refuse(env, name, expectation_of<T>(), value);
  refuse_foreign_memory(env, buffer, name);
  return {static_cast<const T*>(memory), length};
}

template std::span<const std::uint8_t> borrow(napi_env, napi_value, std::string_view);
template std::span<const std::uint32_t> borrow(napi_env, napi_value, std::string_view);
template std::span<const double> borrow(napi_env, napi_value, std::string_view);

std::vector<std::uint64_t> copy_integers(napi_env env, napi_value value, std::string_view name) {
  const std::span<const double> numbers = borrow<double>(env, value, name);
  std::vector<std::uint64_t> integers;
  integers.reserve(numbers.size());
  for (const double number : numbers) {
    if (!(number >= 0 && number <= kMaxSafeInteger) || number != std::floor(number)) {
      throw WrongCall{"expected integers from 0 to 2^53 - 1 in " + std::string(name) + ", received " +
                      std::to_string(number) + " at index " + std::to_string(integers.size())};
    }
    integers.push_back(static_cast<std::uint64_t>(number));
  }
  return integers;
}

std::vector<std::string_view> Texts::views() const {
  std::vector<std::string_view> views;
  views.reserve(ends.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    views.push_back(buffer.bytes().substr(begin, end - begin));
    begin = end;
  }
  return views;
}

Texts to_texts(napi_env env, napi_value value, std::string_view name) {
  const std::size_t length = array_length(env, value, name);
  Texts texts;
  for (std::size_t i = 0; i < length; ++i) {
    const HandleScope scope(env);
    const napi_value text = element(env, value, i);
    if (type_of(env, text) != napi_string) {
      refuse(env, std::string(name) + "[" + std::to_string(i) + "]", "a string", text);
    }
    texts.buffer.append(env, text);
    texts.ends.push_back(texts.buffer.size());
  }
  return texts;
}

EncodeOptions to_encode_options(napi_env env, napi_value add_special_tokens, napi_value special) {
  const bool add = to_boolean(env, add_special_tokens, "addSpecialTokens");
  return {add, static_cast<SpecialPolicy>(to_integer(env, special, "special", 2))};
}

unsigned to_threads(napi_env env, napi_value value) {
  return static_cast<unsigned>(to_integer(env, value, "threads", kMaxThreads));
}

}  // namespace tg::addon
