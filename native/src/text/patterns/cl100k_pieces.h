// The patterns of the cl100k family, piece by piece. They differ in how many digits a piece holds and in white space at
// the end of the text.
#pragma once

#include "text/patterns/scanner.h"

namespace tg::scan {

// \s*[\r\n]+|\s+(?!\S)|\s+ : a run is cut behind its last line end.
template <class Text>
TG_BOTH std::size_t line_cut_space_end(const Text& text, std::size_t position) {
  const SpaceRun run = space_run_at(text, position);
  return run.line_end_limit != 0 ? run.line_end_limit : space_piece_end(text, position, run);
}

// \s++$|\s*[\r\n]|\s+(?!\S)|\s : the same, but a run at the end of the text stays whole.
template <class Text>
TG_BOTH std::size_t whole_tail_space_end(const Text& text, std::size_t position) {
  const SpaceRun run = space_run_at(text, position);
  if (run.end == text.size() || run.line_end_limit == 0) return space_piece_end(text, position, run);
  return run.line_end_limit;
}

// `Scheme` gives kDigits, the most digits of a piece, and, where it cuts white space otherwise, its own space_end.
template <class Scheme>
struct Cl100kLikePieces {
  template <class Text>
  TG_BOTH static std::size_t piece_end(const Text& text, std::size_t position) {
    if (text[position] == '\'') {
      if (const std::size_t length = folded_contraction_length(text, position)) return position + length;
    }
    const Character first = character_at(text, position);
    const std::size_t after_first = position + first.length;
    if (first.is(kLetter)) return skip_letters(text, after_first);
    if (first.is(kNumber)) return skip_at_most<kNumber>(text, after_first, Scheme::kDigits - 1);

    const Character second = character_at(text, after_first);
    const std::size_t after_second = after_first + second.length;
    if (second.is(kLetter) && !is_line_end(text[position])) return skip_letters(text, after_second);
    if (first.is(kSymbol)) return symbols_end(text, after_first);
    if (text[position] == ' ' && second.is(kSymbol)) return symbols_end(text, after_second);
    return Scheme::space_end(text, position);
  }

  // [^\s\p{L}\p{N}]*[\r\n]*
  template <class Text>
  TG_BOTH static std::size_t symbols_end(const Text& text, std::size_t position) {
    return skip_line_ends(text, skip_run<kSymbol>(text, position));
  }

  template <class Text>
  TG_BOTH static std::size_t space_end(const Text& text, std::size_t position) {
    return line_cut_space_end(text, position);
  }
};

// As Hugging Face's files spell it; Llama 3 uses the same pattern.
struct Cl100kPieces : Cl100kLikePieces<Cl100kPieces> {
  static constexpr Scheme kScheme = Scheme::cl100k;
  static constexpr std::string_view kName = "cl100k";
  static constexpr int kDigits = 3;
};

// As tiktoken publishes it: possessive, and its `\s++$` keeps white space at the end of the text in one piece.
struct Cl100kTiktokenPieces : Cl100kLikePieces<Cl100kTiktokenPieces> {
  static constexpr Scheme kScheme = Scheme::cl100k_tiktoken;
  static constexpr std::string_view kName = "cl100k-tiktoken";
  static constexpr int kDigits = 3;

  template <class Text>
  TG_BOTH static std::size_t space_end(const Text& text, std::size_t position) {
    return whole_tail_space_end(text, position);
  }
};

// One digit a piece.
struct Qwen2Pieces : Cl100kLikePieces<Qwen2Pieces> {
  static constexpr Scheme kScheme = Scheme::qwen2;
  static constexpr std::string_view kName = "qwen2";
  static constexpr int kDigits = 1;
};

}  // namespace tg::scan
