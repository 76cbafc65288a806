// DeepSeek-V3 cuts by three patterns, one after the other; this is all three in one pass. The first takes numbers out,
// three digits a piece, the second runs of Han and kana. The third,
//   [!-/:-@[-`{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
// works inside each of these and inside each stretch between them, and sees nothing beyond: a stretch ends as the text
// does. What it does not match, runs of controls, format characters and the like, are pieces, too.
#pragma once

#include "text/patterns/scanner.h"

namespace tg::scan {
namespace deepseek_v3 {

inline constexpr unsigned kWord = kLetter | kMark;

// [一-龥぀-ゟ゠-ヿ], whose characters have three bytes.
template <class Text>
TG_BOTH bool is_han_or_kana(const Text& text, std::size_t position) {
  if (text.size() - position < 3) return false;
  const auto byte = [&](std::size_t index) -> unsigned { return byte_at(text, position + index); };
  const unsigned bytes = byte(0) << 16 | byte(1) << 8 | byte(2);
  return (0xE38180 <= bytes && bytes <= 0xE383BF) || (0xE4B880 <= bytes && bytes <= 0xE9BEA5);
}

template <class Text>
TG_BOTH bool is_ascii_letter(const Text& text, std::size_t position) {
  return position < text.size() && ascii_class_of(byte_at(text, position)) & kLetter;
}

// The characters of a run of Han and kana, or of a stretch that has neither these nor numbers.
template <class Text>
struct Stretch {
  const Text& text;
  bool han_or_kana;

  // Of class 0 behind the end of the stretch.
  TG_BOTH Character at(std::size_t position) const {
    const Character character = character_at(text, position);
    const bool stays = (character.length == 3 && is_han_or_kana(text, position)) == han_or_kana;
    return stays && !character.is(kNumber) ? character : Character{0, 0};
  }

  template <unsigned classes>
  TG_BOTH std::size_t skip(std::size_t position) const {
    for (Character next = at(position); next.is(classes); next = at(position)) position += next.length;
    return position;
  }

  // [\p{P}\p{S}]*[\r\n]*
  TG_BOTH std::size_t signs_end(std::size_t position) const {
    const std::size_t end = skip<kSign>(position);
    return han_or_kana ? end : skip_line_ends(text, end);
  }

  // \s*[\r\n]+|\s+(?!\S)|\s+
  TG_BOTH std::size_t space_end(std::size_t position) const {
    const SpaceRun run = space_run_at(text, position);
    if (run.line_end_limit != 0) return run.line_end_limit;
    return run.last_begin == position || at(run.end).char_class == 0 ? run.end : run.last_begin;
  }

  // What no alternative matches. The last character before a word belongs to the word.
  TG_BOTH std::size_t rest_end(std::size_t position) const {
    std::size_t end = position;
    for (Character next = at(end); next.is(kOther); next = at(end)) {
      position = end;
      end += next.length;
    }
    return at(end).is(kWord) ? position : end;
  }
};

}  // namespace deepseek_v3

struct DeepSeekV3Pieces {
  static constexpr Scheme kScheme = Scheme::deepseek_v3;
  static constexpr std::string_view kName = "deepseek-v3";

  template <class Text>
  TG_BOTH static std::size_t piece_end(const Text& text, std::size_t position) {
    using namespace deepseek_v3;
    const Character first = character_at(text, position);
    const std::size_t after_first = position + first.length;
    if (first.is(kNumber)) return skip_at_most<kNumber>(text, after_first, 2);

    const Stretch<Text> stretch{text, is_han_or_kana(text, position)};
    if (first.is(kWord)) return stretch.template skip<kWord>(after_first);
    if (first.is(kSign)) {
      const bool leads = first.length == 1 && is_ascii_letter(text, after_first);
      return leads ? skip_ascii_letters<0x20>(text, after_first) : stretch.signs_end(after_first);
    }
    const Character second = stretch.at(after_first);
    if (second.is(kWord) && !is_line_end(text[position])) return stretch.template skip<kWord>(after_first);
    if (second.is(kSign) && text[position] == ' ') return stretch.signs_end(after_first);
    return first.is(kSpace) ? stretch.space_end(position) : stretch.rest_end(position);
  }
};

}  // namespace tg::scan
