// Case folding, as it decides which characters a pattern takes for one another.
#pragma once

#include <span>

#include "text/code_point_set.h"

namespace tg {

// `set`, and every character that differs from one of its own in case alone.
CodePointSet with_case_variants(const CodePointSet& set);

// The character that stands for all that differ from it in case alone.
char32_t folded(char32_t code_point);

// Whether a character of `set` is several ones in another case, as ß is ss.
bool has_long_variants(const CodePointSet& set);
// Whether these folded characters are one in another case.
bool is_one_in_other_case(std::span<const char32_t> folded);

}  // namespace tg
