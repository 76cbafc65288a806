// The patterns of the cl100k family differ in how many digits a piece holds and in white space at the end of the text.
#pragma once

#include "text/patterns/scanner.h"

namespace tg::scan {

// \s*[\r\n]+|\s+(?!\S)|\s+ : a run is cut behind its last line end.
inline std::size_t line_cut_space_end(std::string_view text, std::size_t position) {
  const SpaceRun run = space_run_at(text, position);
  return run.line_end_limit != 0 ? run.line_end_limit : space_piece_end(text, position, run);
}

// \s++$|\s*[\r\n]|\s+(?!\S)|\s : the same, but a run at the end of the text stays whole.
inline std::size_t whole_tail_space_end(std::string_view text, std::size_t position) {
  const SpaceRun run = space_run_at(text, position);
  if (run.end == text.size() || run.line_end_limit == 0) return space_piece_end(text, position, run);
  return run.line_end_limit;
}

// `Scheme` gives kDigits, the most digits of a piece, and space_end(text, position).
template <class Scheme>
struct Cl100kFamily {
  static std::size_t piece_end(std::string_view text, std::size_t position) {
    if (text[position] == '\'') {
      if (const std::size_t length = folded_contraction_length(text, position)) return position + length;
    }
    const Character first = character_at(text, position);
    const std::size_t after_first = position + first.length;
    if (first.is(kLetter)) return skip_letters(text, after_first);
    if (first.is(kNumber)) return skip_at_most<kNumber>(text, after_first, Scheme::kDigits - 1);

    const Character second = character_at(text, after_first);
    const std::size_t after_second = after_first + second.length;
    if (second.is(kLetter) && !first.is(kLineEnd)) return skip_letters(text, after_second);
    if (first.is(kSymbol)) return symbols_end(text, after_first);
    if (text[position] == ' ' && second.is(kSymbol)) return symbols_end(text, after_second);
    return Scheme::space_end(text, position);
  }

  // [^\s\p{L}\p{N}]*[\r\n]*
  static std::size_t symbols_end(std::string_view text, std::size_t position) {
    return skip_run<kLineEnd>(text, skip_run<kSymbol>(text, position));
  }
};

}  // namespace tg::scan
