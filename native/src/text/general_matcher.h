// Split patterns that have no scanner, run by PCRE2 where the build has it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "text/split_pattern.h"

namespace tg {

// As compile_pattern, for any pattern. Refused with Code::unsupported, naming `where`, the pattern and the reason: what
// Oniguruma reads in a way that PCRE2 cannot follow exactly, what does not compile, and what can match nothing. Without
// PCRE2, every pattern is. `window` is how much of a text one attempt is shown at first (see metered_search.h); only
// time depends on it.
constexpr std::size_t kSearchWindow = 4096;
Result<std::shared_ptr<const SplitPattern>> compile_general_pattern(const std::string& source, const std::string& where,
                                                                    std::size_t window = kSearchWindow);

}  // namespace tg
