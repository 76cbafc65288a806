// What happens to matches of a pattern when text is cut by it, and the loop that cuts every piece of a text.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/cancelled.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/text_pattern.h"

namespace tg {

// What becomes of a match, the delimiter. For "the-final--countdown" cut at "-":
enum class Delimiter : std::uint8_t {
  removed,               // the | final | countdown
  isolated,              // the | - | final | - | - | countdown
  merged_with_previous,  // the- | final- | - | countdown
  merged_with_next,      // the | -final | - | -countdown
  contiguous,            // the | - | final | -- | countdown
};

// Reads `behavior`, which names one of them.
Result<Delimiter> read_delimiter(const StageSpec& spec);

struct CutRule {
  Delimiter delimiter;
  bool invert;  // what lies between the matches is the delimiter
};

// Appends the pieces of a text of `size` bytes whose matches are given, `base` added to every position.
void append_pieces(CutRule rule, std::span<const Span> matches, std::uint32_t size, std::uint32_t base,
                   std::vector<Span>& pieces);

// Cuts every piece of `text` by the matches that `find(bytes, matches)` appends.
template <class Find>
Status cut_pieces(CutText& text, CutRule rule, const Find& find) {
  text.next.clear();
  CancelPoll cancelled;
  for (const Span piece : text.pieces) {
    if (cancelled()) return check_cancelled();
    text.matches.clear();
    TG_RETURN_IF_ERROR(find(text.text.bytes.substr(piece.begin, piece.end - piece.begin), text.matches));
    append_pieces(rule, text.matches, piece.end - piece.begin, piece.begin, text.next);
  }
  text.pieces.swap(text.next);
  return {};
}

// Cuts every piece of `text` into the matches of `pattern` in it; the rest is dropped.
template <class Pattern>
Status take_matches(CutText& text, const Pattern& pattern) {
  text.next.clear();
  CancelPoll cancelled;
  for (const Span piece : text.pieces) {
    if (cancelled()) return check_cancelled();
    const std::size_t first = text.next.size();
    TG_RETURN_IF_ERROR(pattern.find_matches(text.text.bytes.substr(piece.begin, piece.end - piece.begin), text.next));
    if (piece.begin == 0) continue;
    for (std::size_t i = first; i < text.next.size(); ++i) {
      text.next[i].begin += piece.begin;
      text.next[i].end += piece.begin;
    }
  }
  text.pieces.swap(text.next);
  return {};
}

// A set of characters: ASCII by table, the others by asking.
class CharacterSet {
 public:
  using Contains = bool (*)(char32_t code_point);

  // `last` is known to be the last one of the set, or any later character.
  explicit CharacterSet(Contains contains, char32_t last = 0x10FFFF);

  // Appends every character of the set in `text`.
  void find(std::string_view text, std::vector<Span>& matches) const;

 private:
  Contains contains_;
  char32_t last_;
  std::array<bool, 128> ascii_{};
};

// Cuts at the characters of the set.
Status cut_at_characters(CutText& text, CutRule rule, const CharacterSet& delimiters);

Status cut_by_pattern(CutText& text, const TextPattern& pattern, CutRule rule);

}  // namespace tg
