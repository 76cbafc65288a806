// Sets of characters that patterns name, as Oniguruma has them: from the tables, not from the matcher's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/code_point_set.h"

namespace tg {

struct NamedCharacters {
  CodePointSet characters;
  // How PCRE2 spells about the same set, as the content of a bracket; which of the characters a build of it knows
  // depends on its version. Empty: it has no such set.
  std::string about;
};

// \p{NAME}: a general category, script or other property. Names are compared without case, spaces, hyphens and
// underscores.
std::optional<NamedCharacters> characters_of_property(std::string_view name);
// [:NAME:]
std::optional<NamedCharacters> characters_of_posix_set(std::string_view name);

NamedCharacters white_space();     // \s
NamedCharacters decimal_digits();  // \d
NamedCharacters hex_digits();      // \h
NamedCharacters word_characters_in_bracket();
// \w, \p{Word} and, by them, \b: outside of brackets Oniguruma takes a few characters of Latin-1 with them.
NamedCharacters word_characters();
bool is_word_property(std::string_view name);

}  // namespace tg
