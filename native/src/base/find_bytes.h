// Looking for one string in another in linear time, whatever they are. (std::string_view::find compares anew at every
// place where the first byte stands: a needle of many equal bytes makes that quadratic.)
#pragma once

#include <cstring>
#include <string_view>

#include "base/cancelled.h"

namespace tg {

namespace detail {
inline std::size_t find_bytes_at_once(std::string_view text, std::string_view needle, std::size_t from) {
  constexpr std::size_t kShort = 16;  // a bound, not a cost, and found faster
  if (needle.size() <= kShort) return text.find(needle, from);
  const void* const found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found == nullptr ? text.npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}
}  // namespace detail

// Where `needle` first stands in `text` at `from` or behind it; npos: nowhere, or the work is cancelled.
// REQUIRES: from <= text.size().
inline std::size_t find_bytes(std::string_view text, std::string_view needle, std::size_t from = 0) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  for (; text.size() - from > kBlock && text.size() - from - kBlock >= needle.size(); from += kBlock) {
    const std::size_t found = detail::find_bytes_at_once(text.substr(0, from + kBlock + needle.size()), needle, from);
    if (found != text.npos || is_cancelled()) return found;
  }
  return detail::find_bytes_at_once(text, needle, from);
}

}  // namespace tg
