// The patterns of the cl100k family, window by window.
#pragma once

#include "text/patterns/cl100k_pieces.h"
#include "text/patterns/scanner_frame.h"

namespace tg::scan {

#if TG_HAVE_WINDOWS

// What of a window's white space and symbols stands for itself, once the line ends that symbols take with them are
// gone.
struct Territory {
  std::uint64_t symbols;  // [^\s\p{L}\p{N}]
  std::uint64_t spaces;

  std::uint64_t blanks(const CharWindow& window) const { return spaces & ~window.line_end; }
};

// Blanks behind a line end begin a piece, unless more line ends follow them.
inline std::uint64_t indents(const CharWindow& window, std::uint64_t blanks) {
  std::uint64_t first = blanks & (window.line_end << 1);
  const std::uint64_t behind = (blanks + first) & ~blanks;
  if ((behind & window.line_end) == 0) return first;
  std::uint64_t indents = 0;
  for (; first != 0; first &= first - 1) {
    const std::uint64_t one = first & -first;
    if ((((blanks + one) & ~blanks) & window.line_end) == 0) indents |= one;
  }
  return indents;
}

// \s*[\r\n]+|\s+(?!\S)|\s+ : a run is cut behind its last line end and before its last character.
TG_WINDOW_TARGET inline std::uint64_t space_begins(const CharWindow& window, const Territory& territory) {
  const std::uint64_t blanks = territory.blanks(window);
  return run_begins(territory.spaces) | indents(window, blanks) | (last_spaces(window) & blanks);
}

// ` ?[^\s\p{L}\p{N}]+`: a run of symbols, with the blank before it.
inline std::uint64_t symbol_begins(const CharWindow& window, const Territory& territory) {
  return run_begins(territory.symbols) & ~(window.blank << 1);
}

// `[^\r\n\p{L}\p{N}]?` before a word: the letters behind a blank, or behind a symbol that begins a piece, begin none.
inline std::uint64_t word_begins(const CharWindow& window, const Territory& territory, std::uint64_t words) {
  const std::uint64_t leading = territory.blanks(window) | symbol_begins(window, territory);
  return run_begins(words) & ~(leading << 1);
}

#endif

// `Pieces` is one of the family.
template <class Pieces>
struct Cl100kFamily : Pieces {
#if TG_HAVE_WINDOWS
  TG_WINDOW_TARGET static std::uint64_t begins(std::string_view text, const CharWindow& window) {
    const std::uint64_t symbols = window.other | window.mark;
    const std::uint64_t taken = run_tails(window.line_end, window.line_end & (symbols << 1));
    const Territory territory{symbols, window.space & ~taken};
    const std::uint64_t numbers = Pieces::kDigits == 1
                                      ? window.number
                                      : run_begins(window.number) | number_groups(window.number, Pieces::kDigits);
    const std::uint64_t begins = space_begins(window, territory) | symbol_begins(window, territory) |
                                 word_begins(window, territory, window.letter()) | numbers;
    return with_contractions(text, window, begins & window.apostrophe, begins,
                             folded_contraction_length<std::string_view>);
  }
#endif
};

}  // namespace tg::scan
