// Sets of characters by name, as the content of a bracket in PCRE2's syntax.
#pragma once

#include <string_view>

namespace tg {

// PCRE2's own \s has U+180E, which is no White_Space; its \w lacks marks.
inline constexpr char kWhiteSpace[] =
    R"(\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
inline constexpr char kWord[] = R"(\p{Alphabetic}\p{M}\p{Nd}\p{Pc})";
inline constexpr char kHexDigit[] = "0-9A-Fa-f";

// The content for a POSIX name or the long name of a category; empty for any other name. Names are compared without
// case, spaces, hyphens and underscores.
std::string_view named_set(std::string_view name);

}  // namespace tg
