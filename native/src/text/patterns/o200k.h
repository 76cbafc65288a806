// o200k's pattern, piece by piece: words follow their capitals. With X = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] and Y =
// [\p{Ll}\p{Lm}\p{Lo}\p{M}], a word is X*Y+ or else X+Y*, each with one character before it that is no letter, number
// or line end, and with a contraction behind it.
#pragma once

#include "text/patterns/cl100k_pieces.h"

namespace tg::scan {
namespace o200k {

inline constexpr unsigned kBothCases = kCaseless | kMark;  // in X and in Y
inline constexpr unsigned kHigh = kUpper | kBothCases;     // X
inline constexpr unsigned kLow = kLower | kBothCases;      // Y

struct HighRun {
  std::size_t end;
  std::size_t shared_end;  // behind the last character that is in Y too; 0: there is none
};

template <class Text>
TG_BOTH HighRun high_run_at(const Text& text, std::size_t position) {
  HighRun run{position, 0};
  for (Character next = character_at(text, position); next.is(kHigh); next = character_at(text, run.end)) {
    run.end += next.length;
    if (next.is(kBothCases)) run.shared_end = run.end;
  }
  return run;
}

// Where X*Y+ ends that begins at `position`; 0 when it does not match. X* takes all it can. If a lower-case letter
// follows, Y+ begins there; otherwise X* gives back until Y+ has a character, which is the last that both classes
// share.
template <class Text>
TG_BOTH std::size_t lower_word_end(const Text& text, const HighRun& run) {
  if (!character_at(text, run.end).is(kLower)) return run.shared_end;
  return skip_letter_run<0, kLow>(text, run.end);
}

// Where a word ends that begins at `position` with a character of class `first`; 0 when no word does. The order is the
// pattern's: X*Y+ behind a leading character, X*Y+ without one, X+Y* behind one. The second way is open only to marks,
// which are both a leading character and part of X and Y; it then matches the mark alone. X+Y* only ever matches a run
// without Y: anything else X*Y+ has taken.
template <class Text>
TG_BOTH std::size_t word_end(const Text& text, std::size_t position, Character first) {
  const std::size_t after_first = position + first.length;
  const std::size_t begin = first.is(kLetter) ? position : after_first;
  const HighRun run = high_run_at(text, begin);
  if (const std::size_t end = lower_word_end(text, run)) return end;
  if (first.is(kMark)) return after_first;
  return run.end > begin ? run.end : 0;
}

template <class Text>
TG_BOTH std::size_t with_contraction(const Text& text, std::size_t end) {
  if (end == text.size() || text[end] != '\'') return end;
  return end + folded_contraction_length(text, end);
}

// [^\s\p{L}\p{N}]*[\r\n/]*
template <class Text>
TG_BOTH std::size_t symbols_end(const Text& text, std::size_t position) {
  position = skip_run<kSymbol>(text, position);
  while (position < text.size() && (is_line_end(text[position]) || text[position] == '/')) {
    ++position;
  }
  return position;
}

}  // namespace o200k

struct O200kPieces {
  static constexpr Scheme kScheme = Scheme::o200k;
  static constexpr std::string_view kName = "o200k";

  template <class Text>
  TG_BOTH static std::size_t piece_end(const Text& text, std::size_t position) {
    const Character first = character_at(text, position);
    if (first.is(kNumber)) return skip_at_most<kNumber>(text, position + first.length, 2);
    if (!is_line_end(text[position])) {
      if (const std::size_t end = o200k::word_end(text, position, first)) return o200k::with_contraction(text, end);
    }
    if (first.is(kSymbol)) return o200k::symbols_end(text, position);
    if (text[position] == ' ' && character_at(text, position + 1).is(kSymbol)) {
      return o200k::symbols_end(text, position + 1);
    }
    return line_cut_space_end(text, position);
  }
};

}  // namespace tg::scan
