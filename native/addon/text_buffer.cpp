#include "text_buffer.h"

#include <algorithm>
#include <new>

namespace tg::addon {
namespace {

// A UTF-16 unit takes three bytes of UTF-8 at most. Below this length that bound is reserved unseen; above it, counting
// the bytes first costs less than the memory it saves.
constexpr std::size_t kCountFirst = std::size_t{1} << 20;
constexpr std::size_t kKeptCapacity = std::size_t{4} << 20;

std::size_t utf8_length(Napi::String text) {
  std::size_t length = 0;
  NAPI_THROW_IF_FAILED(text.Env(), napi_get_value_string_utf8(text.Env(), text, nullptr, 0, &length), 0);
  return length;
}

std::size_t utf8_bound(Napi::String text) {
  const std::size_t units = utf16_length(text);
  return units < kCountFirst ? units * 3 : utf8_length(text);
}

}  // namespace

std::size_t utf16_length(Napi::Value value) {
  std::size_t length = 0;
  NAPI_THROW_IF_FAILED(value.Env(), napi_get_value_string_utf16(value.Env(), value, nullptr, 0, &length), 0);
  return length;
}

// Node-API itself: Utf8Value() measures each text first and copies it into a fresh string.
void TextBuffer::append(Napi::String text) {
  const std::size_t room = utf8_bound(text) + 1;  // Node-API ends the text with a zero
  reserve(size_ + room);
  std::size_t written = 0;
  NAPI_THROW_IF_FAILED_VOID(text.Env(),
                            napi_get_value_string_utf8(text.Env(), text, memory_.get() + size_, room, &written));
  size_ += written;
}

void TextBuffer::clear() {
  size_ = 0;
  if (capacity_ <= kKeptCapacity) return;
  memory_.reset();
  capacity_ = 0;
}

void TextBuffer::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  const std::size_t grown = std::max(capacity, capacity_ + capacity_ / 2);
  void* moved = std::realloc(memory_.get(), grown);
  if (moved == nullptr) throw std::bad_alloc();
  static_cast<void>(memory_.release());
  memory_.reset(static_cast<char*>(moved));
  capacity_ = grown;
}

}  // namespace tg::addon
