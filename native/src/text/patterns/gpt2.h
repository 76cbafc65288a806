// GPT-2's pattern, piece by piece. Its three spellings (contractions factored out or not, possessive or not) have the
// same matches, because no alternative can give characters back to a later one.
#pragma once

#include "text/patterns/scanner.h"

namespace tg::scan {

struct Gpt2Pieces {
  static constexpr Scheme kScheme = Scheme::gpt2;
  static constexpr std::string_view kName = "gpt2";

  template <class Text>
  TG_BOTH static std::size_t piece_end(const Text& text, std::size_t position) {
    const char byte = text[position];
    if (byte == '\'') {
      if (const std::size_t length = contraction_length(text, position)) return position + length;
    }
    const std::size_t begin = position + (byte == ' ' ? 1 : 0);
    const Character first = character_at(text, begin);
    const std::size_t next = begin + first.length;
    if (first.is(kLetter)) return skip_letters(text, next);
    if (first.is(kNumber)) return skip_run<kNumber>(text, next);
    if (first.is(kSymbol)) return skip_run<kSymbol>(text, next);
    return space_piece_end(text, position, space_run_at(text, position));
  }
};

}  // namespace tg::scan
