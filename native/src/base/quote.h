// How messages show what a file or a text holds: quoted, cut to a readable length, and safe for a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tg {

// `bytes` between double quotes. Control characters and bytes that are not UTF-8 appear as \xNN, quotes and backslashes
// with a backslash before them; of a long one the beginning is shown, followed by …
std::string quote(std::string_view bytes);

// The last `digits` hexadecimal digits of `value`.
std::string hexadecimal(std::uint64_t value, std::size_t digits);

}  // namespace tg
