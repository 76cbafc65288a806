// Strings of JavaScript as UTF-8, one after another in one growing block. Lone surrogates become U+FFFD.
#pragma once

#include <napi.h>

#include <cstddef>
#include <string_view>

#include "tokengraft/byte_buffer.h"

namespace tg::addon {

// Without the copy that Utf16Value() makes. REQUIRES: `text` is a string.
std::size_t utf16_length(napi_env env, napi_value text);

class TextBuffer {
 public:
  // Appends the text of `value`; false, and nothing is appended, when that is no string. The views of earlier texts may
  // move: take `bytes()` after the last one.
  bool append(napi_env env, napi_value value);
  std::string_view bytes() const { return bytes_.bytes(); }
  std::size_t size() const { return bytes_.size(); }
  // Makes room for texts of so many UTF-16 units together.
  void reserve(std::size_t units) { static_cast<void>(bytes_.tail(units * 3)); }
  // Forgets the texts, and gives memory back when an unusual text made it large.
  void clear();

 private:
  void append_units(const char16_t* units, std::size_t count);
  void append_long(napi_env env, napi_value value, bool is_wide);

  ByteBuffer bytes_;
  ByteBuffer units_;  // room to work in
};

}  // namespace tg::addon
