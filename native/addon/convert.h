// Checked conversions from JavaScript: the value in its C++ type, or a TypeError that names the argument, what was
// expected and what came. Nothing here keeps a pointer into JavaScript's memory, except `borrow`.
#pragma once

#include <napi.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text_buffer.h"
#include "tokengraft/tokenizer.h"

namespace tg::addon {

constexpr double kMaxSafeInteger = 9007199254740991.0;  // 2^53 - 1

// "expected <expectation> for <name>, received <what came>".
[[noreturn]] void refuse(Napi::Value value, std::string_view name, std::string_view expectation);

bool to_boolean(Napi::Value value, std::string_view name);
std::uint64_t to_integer(Napi::Value value, std::string_view name, double max = kMaxSafeInteger);
double to_finite(Napi::Value value, std::string_view name);
std::string to_string(Napi::Value value, std::string_view name);
// A string that can name a file: without zero bytes.
std::string to_path(Napi::Value value, std::string_view name);

// A string argument in memory that is used again and again: valid until the Text ends.
class Text {
 public:
  Text(Napi::Value value, std::string_view name, TextBuffer& buffer);
  // Also takes a Uint8Array of UTF-8, which it borrows (see below) and has not checked.
  static Text of_string_or_bytes(Napi::Value value, std::string_view name, TextBuffer& buffer);
  ~Text() { buffer_.clear(); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  std::string_view view() const { return view_; }
  bool is_utf8() const { return is_utf8_; }  // surely

 private:
  Text(std::string_view view, bool is_utf8, TextBuffer& buffer) : buffer_(buffer), view_(view), is_utf8_(is_utf8) {}

  TextBuffer& buffer_;
  std::string_view view_;
  bool is_utf8_ = true;
};

// Refuses anything but an object that is neither null, nor an array, nor a function.
Napi::Object to_object(Napi::Value value, std::string_view name);
Napi::Array to_array(Napi::Value value, std::string_view name);

// The elements of a typed array of exactly this type, in JavaScript's memory: valid until JavaScript runs again. Shared
// memory is refused, since another thread may change it.
template <class T>
std::span<const T> borrow(Napi::Value value, std::string_view name);
// The same, to write there.
template <class T>
std::span<T> borrow_target(Napi::Value value, std::string_view name);

template <class T>
std::vector<T> copy(Napi::Value value, std::string_view name) {
  const std::span<const T> borrowed = borrow<T>(value, name);
  return {borrowed.begin(), borrowed.end()};
}

// A Float64Array of integers from 0 to 2^53 - 1.
std::vector<std::uint64_t> copy_integers(Napi::Value value, std::string_view name);

// How many UTF-16 units `length` texts may have together, guessed from a few of them.
std::size_t guess_units(const Napi::Array& array, std::uint32_t length);

[[noreturn]] void refuse_text(Napi::Value value, std::string_view name, std::uint32_t index);

// Appends `length` texts to `buffer`, and gives each to `take`. The length is the array's before anything was read: the
// getters of its elements may change it.
template <class Take>
void for_each_text(const Napi::Array& array, std::uint32_t length, std::string_view name, TextBuffer& buffer,
                   const Take& take) {
  for (std::uint32_t i = 0; i < length; ++i) {
    const Napi::HandleScope scope(array.Env());
    const Napi::Value value = array[i];
    const auto text = buffer.append(value.Env(), value);
    if (!text.has_value()) refuse_text(value, name, i);
    take(*text);
  }
}

// Many texts, copied.
struct Texts {
  TextBuffer buffer;
  std::vector<std::string_view> views;
};
Texts to_texts(Napi::Value value, std::string_view name);

// For texts of strings, which are valid UTF-8.
EncodeOptions to_encode_options(Napi::Value add_special_tokens, Napi::Value special);
unsigned to_threads(Napi::Value value);

}  // namespace tg::addon
