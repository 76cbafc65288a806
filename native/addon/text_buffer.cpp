// A string is taken as UTF-16 in one call and made UTF-8 here: V8's own UTF-8 is as fast for short strings of one byte
// a character and four times slower for others, and asking for the length first costs as much again as a short text. A
// long string whose characters look like one byte each is V8's business, which then copies it.
#include "text_buffer.h"

#include <algorithm>

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

bool TextBuffer::append(napi_env env, napi_value value) {
  auto* const units = reinterpret_cast<char16_t*>(units_.tail(kUnitsAtOnce * sizeof(char16_t)));
  std::size_t count = 0;
  const napi_status status = napi_get_value_string_utf16(env, value, units, kUnitsAtOnce, &count);
  if (status == napi_string_expected) return false;
  check(env, status);
  if (count + 1 < kUnitsAtOnce) {  // Node-API ends the text with a zero
    append_units(units, count);
  } else {
    append_long(env, value, std::any_of(units, units + count, [](char16_t unit) { return unit > 0xFF; }));
  }
  return true;
}

void TextBuffer::clear() {
  bytes_.clear();
  units_.clear();
}

void TextBuffer::append_units(const char16_t* units, std::size_t count) {
  char* const to = bytes_.tail(count * 3);
  bytes_.set_end(to + utf16_to_utf8({units, count}, to));
}

void TextBuffer::append_long(napi_env env, napi_value value, bool is_wide) {
  std::size_t written = 0;
  if (is_wide) {
    const std::size_t room = utf16_length(env, value) + 1;
    auto* const units = reinterpret_cast<char16_t*>(units_.tail(room * sizeof(char16_t)));
    check(env, napi_get_value_string_utf16(env, value, units, room, &written));
    return append_units(units, written);
  }
  const std::size_t room = utf8_bound(env, value) + 1;
  char* const to = bytes_.tail(room);
  check(env, napi_get_value_string_utf8(env, value, to, room, &written));
  bytes_.set_end(to + written);
}

}  // namespace tg::addon
