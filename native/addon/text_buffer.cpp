// A string is taken as UTF-16 in one call and made UTF-8 here: V8's own UTF-8 is as fast for short strings of one byte
// a character and four times slower for others, and asking for the length first costs as much again as a short text. A
// long string whose characters look like one byte each is V8's business, which then copies it.
#include "text_buffer.h"

#include <algorithm>
#include <utility>

#include "tokengraft/utf16.h"

namespace tg::addon {
namespace {

constexpr std::size_t kUnitsAtOnce = std::size_t{1} << 16;
// A UTF-16 unit takes three bytes of UTF-8 at most. Up to this length that bound is reserved unseen; above it, counting
// the bytes first costs less than the memory it saves.
constexpr std::size_t kCountFirst = std::size_t{1} << 20;

void check(napi_env env, napi_status status) {
  NAPI_THROW_IF_FAILED_VOID(env, status);
}

std::size_t utf8_bound(napi_env env, napi_value text) {
  std::size_t length = utf16_length(env, text);
  if (length < kCountFirst) return length * 3;
  check(env, napi_get_value_string_utf8(env, text, nullptr, 0, &length));
  return length;
}

}  // namespace

std::size_t utf16_length(napi_env env, napi_value text) {
  std::size_t length = 0;
  check(env, napi_get_value_string_utf16(env, text, nullptr, 0, &length));
  return length;
}

std::optional<std::string_view> TextBuffer::append(napi_env env, napi_value value) {
  auto* const units = reinterpret_cast<char16_t*>(units_.tail(kUnitsAtOnce * sizeof(char16_t)));
  std::size_t count = 0;
  const napi_status status = napi_get_value_string_utf16(env, value, units, kUnitsAtOnce, &count);
  if (status == napi_string_expected) return std::nullopt;
  check(env, status);
  if (count + 1 < kUnitsAtOnce) return append_units(units, count);  // Node-API ends the text with a zero
  return append_long(env, value, std::any_of(units, units + count, [](char16_t unit) { return unit > 0xFF; }));
}

void TextBuffer::clear() {
  block_.clear();
  fulls_.clear();
  units_.clear();
}

// A block that has texts does not grow, since that would move them: the next one is as large at least.
char* TextBuffer::tail(std::size_t room) {
  const std::size_t capacity = block_.capacity();
  if (block_.size() > 0 && capacity - block_.size() < room) {
    fulls_.push_back(std::exchange(block_, ByteBuffer()));
    room = std::max(room, capacity);
  }
  return block_.tail(room);
}

std::string_view TextBuffer::take(char* begin, std::size_t size) {
  block_.set_end(begin + size);
  return {begin, size};
}

std::string_view TextBuffer::append_units(const char16_t* units, std::size_t count) {
  char* const to = tail(count * 3);
  return take(to, utf16_to_utf8({units, count}, to));
}

std::string_view TextBuffer::append_long(napi_env env, napi_value value, bool is_wide) {
  std::size_t written = 0;
  if (is_wide) {
    const std::size_t room = utf16_length(env, value) + 1;
    auto* const units = reinterpret_cast<char16_t*>(units_.tail(room * sizeof(char16_t)));
    check(env, napi_get_value_string_utf16(env, value, units, room, &written));
    return append_units(units, written);
  }
  const std::size_t room = utf8_bound(env, value) + 1;
  char* const to = tail(room);
  check(env, napi_get_value_string_utf8(env, value, to, room, &written));
  return take(to, written);
}

}  // namespace tg::addon
