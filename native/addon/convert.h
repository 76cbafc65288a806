// Checked conversions from JavaScript: the value in its C++ type, or a TypeError that names the argument, what was
// expected and what came. Nothing here keeps a pointer into JavaScript's memory, except `borrow`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "js.h"
#include "text_buffer.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

constexpr double kMaxSafeInteger = 9007199254740991.0;  // 2^53 - 1
constexpr double kMaxThreads = 1024;

// "expected <expectation> for <name>, received <what came>".
[[noreturn]] void refuse(napi_env env, std::string_view name, std::string_view expectation, napi_value value);

bool to_boolean(napi_env env, napi_value value, std::string_view name);
std::uint64_t to_integer(napi_env env, napi_value value, std::string_view name, double max = kMaxSafeInteger);
double to_finite(napi_env env, napi_value value, std::string_view name);
std::string to_string(napi_env env, napi_value value, std::string_view name);
// A string that can name a file: without zero bytes.
std::string to_path(napi_env env, napi_value value, std::string_view name);

// A string argument in memory that is used again and again: valid until the Text ends.
class Text {
 public:
  Text(napi_env env, napi_value value, std::string_view name, TextBuffer& buffer);
  ~Text() { buffer_.clear(); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  std::string_view view() const { return buffer_.bytes(); }

 private:
  TextBuffer& buffer_;
};

bool is_undefined(napi_env env, napi_value value);

// Refuses anything but an object that is not null, nor a function.
void expect_object(napi_env env, napi_value value, std::string_view name);
std::size_t array_length(napi_env env, napi_value value, std::string_view name);
napi_value element(napi_env env, napi_value array, std::size_t index);
napi_value property(napi_env env, napi_value object, const char* name);

// The elements of a typed array of exactly this type, in JavaScript's memory: valid until JavaScript runs again.
// Shared memory is refused, since another thread may change it.
template <class T>
std::span<const T> borrow(napi_env env, napi_value value, std::string_view name);

template <class T>
std::vector<T> copy(napi_env env, napi_value value, std::string_view name) {
  const std::span<const T> borrowed = borrow<T>(env, value, name);
  return {borrowed.begin(), borrowed.end()};
}

// A Float64Array of integers from 0 to 2^53 - 1.
std::vector<std::uint64_t> copy_integers(napi_env env, napi_value value, std::string_view name);

// Many texts, copied.
struct Texts {
  TextBuffer buffer;
  std::vector<std::size_t> ends;

  std::vector<std::string_view> views() const;
};
Texts to_texts(napi_env env, napi_value value, std::string_view name);

EncodeOptions to_encode_options(napi_env env, napi_value add_special_tokens, napi_value special);
unsigned to_threads(napi_env env, napi_value value);

}  // namespace tg::addon
