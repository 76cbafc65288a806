// Strings of JavaScript as UTF-8, one after another in blocks of memory that stay where they are. Lone surrogates
// become U+FFFD.
#pragma once

#include <napi.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "tokengraft/byte_buffer.h"

namespace tg::addon {

// Without the copy that Utf16Value() makes. REQUIRES: `text` is a string.
std::size_t utf16_length(napi_env env, napi_value text);

class TextBuffer {
 public:
  // Appends the text of `value`, which lies there until `clear`; nothing when that is no string.
  std::optional<std::string_view> append(napi_env env, napi_value value);
  // Makes room for texts of so many UTF-16 units together.
  void reserve(std::size_t units) { static_cast<void>(tail(units * 3)); }
  // Forgets the texts, and gives memory back when an unusual text made it large.
  void clear();

 private:
  char* tail(std::size_t room);
  std::string_view take(char* begin, std::size_t size);
  std::string_view append_units(const char16_t* units, std::size_t count);
  std::string_view append_long(napi_env env, napi_value value, bool is_wide);

  ByteBuffer block_;               // that texts are appended to …
  std::vector<ByteBuffer> fulls_;  // … and those before it
  ByteBuffer units_;               // room to work in
};

}  // namespace tg::addon
