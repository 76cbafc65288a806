// Strings of JavaScript as UTF-8, one after another in one growing block that is never zeroed or given back between
// small calls. Lone surrogates become U+FFFD.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace tg::addon {

// Without the copy that Utf16Value() makes. REQUIRES: `value` is a string.
std::size_t utf16_length(Napi::Value value);

class TextBuffer {
 public:
  // Appends `text`. The views of earlier texts may move: take `bytes()` after the last one.
  void append(Napi::String text);
  std::string_view bytes() const { return {memory_.get(), size_}; }
  std::size_t size() const { return size_; }
  // Forgets the texts, and gives memory back when an unusual text made it large.
  void clear();

 private:
  void reserve(std::size_t capacity);

  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  std::unique_ptr<char, Free> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tg::addon
