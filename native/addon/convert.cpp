#include "convert.h"

#include <cmath>

#include "describe.h"

namespace tg::addon {
namespace {

constexpr double kMaxThreads = 1024;

template <class T>
struct ArrayOf;
template <>
struct ArrayOf<std::uint8_t> {
  static constexpr napi_typedarray_type type = napi_uint8_array;
  static constexpr const char* name = "a Uint8Array";
};
template <>
struct ArrayOf<std::uint32_t> {
  static constexpr napi_typedarray_type type = napi_uint32_array;
  static constexpr const char* name = "a Uint32Array";
};
template <>
struct ArrayOf<double> {
  static constexpr napi_typedarray_type type = napi_float64_array;
  static constexpr const char* name = "a Float64Array";
};

[[noreturn]] void refuse_with(Napi::Env env, const std::string& message) {
  throw Napi::TypeError::New(env, message);
}

void refuse_foreign_memory(Napi::Value buffer, std::size_t length, std::string_view name) {
  if (!buffer.IsArrayBuffer()) {
    refuse_with(buffer.Env(),
                std::string(name) + " lies in shared memory, which may change while it is read; pass a copy");
  }
  if (length == 0 && buffer.As<Napi::ArrayBuffer>().IsDetached()) {
    refuse_with(buffer.Env(), std::string(name) + " has lost its memory: its ArrayBuffer was transferred");
  }
}

template <class T>
std::span<T> lent(Napi::Value value, std::string_view name) {
  const napi_env env = value.Env();
  napi_typedarray_type type;
  std::size_t length = 0;
  void* memory = nullptr;
  napi_value buffer = nullptr;
  // Node-API itself answers all at once: TypedArrayOf asks four times, which made decoding 13 % slower.
  const napi_status status = napi_get_typedarray_info(env, value, &type, &length, &memory, &buffer, nullptr);
  if (status != napi_ok || type != ArrayOf<T>::type) refuse(value, name, ArrayOf<T>::name);
  refuse_foreign_memory({env, buffer}, length, name);
  return {static_cast<T*>(memory), length};
}

std::string element_name(std::string_view array, std::size_t index) {
  return std::string(array) + "[" + std::to_string(index) + "]";
}

bool is_integer(double number, double max) {
  return number >= 0 && number <= max && number == std::floor(number);
}

}  // namespace

void refuse(Napi::Value value, std::string_view name, std::string_view expectation) {
  std::string message = "expected ";
  message.append(expectation).append(" for ").append(name).append(", received ").append(describe(value));
  refuse_with(value.Env(), message);
}

bool to_boolean(Napi::Value value, std::string_view name) {
  bool result = false;
  if (napi_get_value_bool(value.Env(), value, &result) != napi_ok) refuse(value, name, "true or false");
  return result;
}

std::uint64_t to_integer(Napi::Value value, std::string_view name, double max) {
  double number = -1;
  if (napi_get_value_double(value.Env(), value, &number) != napi_ok || !is_integer(number, max)) {
    refuse(value, name, "an integer from 0 to " + std::to_string(static_cast<std::uint64_t>(max)));
  }
  return static_cast<std::uint64_t>(number);
}

double to_finite(Napi::Value value, std::string_view name) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!std::isfinite(number)) refuse(value, name, "a finite number");
  return number;
}

std::string to_string(Napi::Value value, std::string_view name) {
  if (!value.IsString()) refuse(value, name, "a string");
  return value.As<Napi::String>();
}

std::string to_path(Napi::Value value, std::string_view name) {
  std::string path = to_string(value, name);
  if (path.find('\0') != std::string::npos) refuse(value, name, "a path without zero bytes");
  return path;
}

Text::Text(Napi::Value value, std::string_view name, TextBuffer& buffer) : buffer_(buffer) {
  buffer.clear();
  const auto text = buffer.append(value.Env(), value);
  if (!text.has_value()) refuse(value, name, "a string");
  view_ = *text;
}

Text Text::of_string_or_bytes(Napi::Value value, std::string_view name, TextBuffer& buffer) {
  buffer.clear();
  if (const auto text = buffer.append(value.Env(), value)) return {*text, true, buffer};
  if (!value.IsTypedArray()) refuse(value, name, "a string or a Uint8Array");
  const std::span<const std::uint8_t> bytes = borrow<std::uint8_t>(value, name);
  return {{reinterpret_cast<const char*>(bytes.data()), bytes.size()}, false, buffer};
}

Napi::Object to_object(Napi::Value value, std::string_view name) {
  if (value.Type() != napi_object || value.IsArray()) refuse(value, name, "an object");
  return value.As<Napi::Object>();
}

Napi::Array to_array(Napi::Value value, std::string_view name) {
  if (!value.IsArray()) refuse(value, name, "an array");
  return value.As<Napi::Array>();
}

template <class T>
std::span<const T> borrow(Napi::Value value, std::string_view name) {
  return lent<T>(value, name);
}

template <class T>
std::span<T> borrow_target(Napi::Value value, std::string_view name) {
  return lent<T>(value, name);
}

template std::span<std::uint8_t> borrow_target(Napi::Value, std::string_view);
template std::span<std::uint32_t> borrow_target(Napi::Value, std::string_view);

template std::span<const std::uint8_t> borrow(Napi::Value, std::string_view);
template std::span<const std::uint32_t> borrow(Napi::Value, std::string_view);
template std::span<const double> borrow(Napi::Value, std::string_view);

std::vector<std::uint64_t> copy_integers(Napi::Value value, std::string_view name) {
  const std::span<const double> numbers = borrow<double>(value, name);
  std::vector<std::uint64_t> integers;
  integers.reserve(numbers.size());
  for (const double number : numbers) {
    if (!is_integer(number, kMaxSafeInteger)) {
      refuse_with(value.Env(), "expected integers from 0 to 2^53 - 1 in " + std::string(name) + ", received " +
                                   std::to_string(number) + " at index " + std::to_string(integers.size()));
    }
    integers.push_back(static_cast<std::uint64_t>(number));
  }
  return integers;
}

// Asking each one costs as much as a short text does.
std::size_t guess_units(const Napi::Array& array, std::uint32_t length) {
  constexpr std::uint32_t kAsked = 16;
  const std::uint32_t step = length / kAsked + 1;
  std::size_t units = 0;
  for (std::uint32_t i = 0; i < length; i += step) {
    const Napi::HandleScope scope(array.Env());
    const Napi::Value text = array[i];
    if (text.IsString()) units += utf16_length(text.Env(), text) * step;
  }
  return units;
}

void refuse_text(Napi::Value value, std::string_view name, std::uint32_t index) {
  refuse(value, element_name(name, index), "a string");
}

Texts to_texts(Napi::Value value, std::string_view name) {
  const Napi::Array array = to_array(value, name);
  const std::uint32_t length = array.Length();
  Texts texts;
  texts.buffer.reserve(guess_units(array, length));
  for_each_text(array, length, name, texts.buffer, [&](std::string_view text) { texts.views.push_back(text); });
  return texts;
}

EncodeOptions to_encode_options(Napi::Value add_special_tokens, Napi::Value special) {
  const bool add = to_boolean(add_special_tokens, "addSpecialTokens");
  return {add, static_cast<SpecialPolicy>(to_integer(special, "special", 2)), true};
}

unsigned to_threads(Napi::Value value) {
  return static_cast<unsigned>(to_integer(value, "threads", kMaxThreads));
}

}  // namespace tg::addon
