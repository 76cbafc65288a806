// Runs a compiled general pattern over a text and keeps account of what that costs. A few characters of pattern can
// make PCRE2 read the rest of the text at every place, or backtrack without end. So an attempt first sees a window of
// the text and may backtrack a little. One that wants more is repeated with the pattern compiled to call out between
// its items: each call pays for itself and for the way since the one before, from a budget linear in the text. When
// that is used up, the search gives up. What is found depends on neither.
#pragma once

#if TG_HAVE_PCRE2
#include <pcre2.h>

#include <cstdint>
#include <string_view>

#include "text/split_pattern.h"

namespace tg {

// One pattern, compiled twice.
struct MeteredCode {
  const pcre2_code* plain;    // its JIT, if any, is compiled for partial matching, too
  const pcre2_code* metered;  // with PCRE2_AUTO_CALLOUT
};

class MeteredSearch {
 public:
  // REQUIRES: `text` is valid UTF-8; `window` > 0.
  MeteredSearch(MeteredCode code, std::string_view text, std::size_t window);

  // Finds the first match at `position` or behind it. Answers with a number of PCRE2: 0 or above, `match` is set;
  // PCRE2_ERROR_NOMATCH, there is none; else why the search gave up.
  int next(std::size_t position, Span& match);

 private:
  struct Attempt {
    const pcre2_code* code;
    std::size_t end;
    std::uint32_t match_limit;
  };

  int run(const Attempt& attempt, std::size_t position, Span& match);
  static int pay(pcre2_callout_block* block, void* search);
  std::size_t end_of_window(std::size_t position) const;

  MeteredCode code_;
  std::string_view text_;
  std::size_t window_;
  std::uint64_t budget_;
  std::size_t paid_at_ = 0;  // the place in the text where the last call out was
};

}  // namespace tg
#endif
