// Runs a compiled general pattern over a text and keeps account of what that costs. A few characters of pattern can
// make PCRE2 read the rest of the text at every place, or backtrack without end; so the text is shown in windows, and
// an attempt that wants to read past a window's end, or that backtracks a lot, is repeated with more. Repetitions are
// paid from a budget; when it is used up the search gives up. What is found depends on neither windows nor budget.
#pragma once

#if TG_HAVE_PCRE2
#include <pcre2.h>

#include <cstdint>
#include <string_view>

#include "text/split_pattern.h"

namespace tg {

class MeteredSearch {
 public:
  // REQUIRES: `text` is valid UTF-8; `window` > 0; the code's JIT, if any, is compiled for partial matching, too.
  MeteredSearch(const pcre2_code* code, std::string_view text, std::size_t window);

  // Finds the first match at `position` or behind it. Answers with a number of PCRE2: 0 or above, `match` is set;
  // PCRE2_ERROR_NOMATCH, there is none; else why the search gave up.
  int next(std::size_t position, Span& match);

 private:
  int attempt(std::size_t position, std::size_t end, std::uint32_t match_limit, Span& match) const;
  std::size_t end_of_window(std::size_t position, std::size_t window) const;
  bool pay(std::uint64_t cost);

  const pcre2_code* code_;
  std::string_view text_;
  std::size_t window_;
  std::uint64_t budget_;
};

}  // namespace tg
#endif
