// What hand-written scanners of split patterns are made of, piece by piece: classes of characters, runs of them,
// contractions.
//
// A Text is a std::string_view or, where the tables of classes lie elsewhere, something like it (bulk/bulk_text.h): it
// has bytes, a size, and the functions ascii_class_in and class_in. What is TG_BOTH runs on devices, too.
//
// Scanners read valid UTF-8. Given anything else they still stay inside the text and move forward.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/both.h"
#include "text/patterns/schemes.h"
#include "text/split_pattern.h"
#include "text/unicode.h"

namespace tg::scan {

// --- one character ---

// What [^\s\p{L}\p{N}] takes.
inline constexpr std::uint8_t kSymbol = kMark | kSign | kOther;

TG_BOTH constexpr std::uint8_t ascii_class_of(unsigned byte) {
  if (byte == ' ' || (byte >= '\t' && byte <= '\r')) return kSpace;
  if (byte >= '0' && byte <= '9') return kNumber;
  if (byte >= 'A' && byte <= 'Z') return kUpper;
  if (byte >= 'a' && byte <= 'z') return kLower;
  return byte > ' ' && byte < 0x7F ? kSign : kOther;
}

constexpr std::array<std::uint8_t, 128> make_ascii_classes() {
  std::array<std::uint8_t, 128> classes{};
  for (unsigned byte = 0; byte < 128; ++byte) classes[byte] = ascii_class_of(byte);
  return classes;
}

inline constexpr std::array<std::uint8_t, 128> kAsciiClasses = make_ascii_classes();

inline std::uint8_t ascii_class_in(std::string_view, unsigned char byte) {
  return kAsciiClasses[byte];
}

inline std::uint8_t class_in(std::string_view, char32_t code_point) {
  return char_class_of(code_point);
}

template <class Text>
TG_BOTH unsigned char byte_at(const Text& text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

// The class is 0 at the end of the text, so that the end belongs to no run.
struct Character {
  std::uint8_t char_class;
  std::uint8_t length;

  TG_BOTH bool is(unsigned classes) const { return (char_class & classes) != 0; }
};

// Whether all characters that begin with this byte are letters without case: U+5000 to U+9FFF, ideographs, and U+B000
// to U+CFFF, Hangul syllables. Most of Chinese, Japanese and Korean text is, and needs no table.
TG_BOTH inline bool begins_ideograph(unsigned lead) {
  return lead - 0xE5 <= 0xEC - 0xE5 && lead != 0xEA;
}

// REQUIRES: position < text.size(), and the byte there is not ASCII.
template <class Text>
TG_BOTH Character wide_character_at(const Text& text, std::size_t position) {
  const unsigned lead = byte_at(text, position);
  const std::uint8_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - position < length) return {kOther, 1};
  if (begins_ideograph(lead)) return {kCaseless, 3};
  const auto tail = [&](std::size_t index) -> char32_t { return byte_at(text, position + index) & 0x3Fu; };
  if (length == 2) return {class_in(text, (lead & 0x1F) << 6 | tail(1)), length};
  if (length == 3) return {class_in(text, (lead & 0x0F) << 12 | tail(1) << 6 | tail(2)), length};
  return {class_in(text, (lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)), length};
}

template <class Text>
TG_BOTH Character character_at(const Text& text, std::size_t position) {
  if (position >= text.size()) return {0, 0};
  const unsigned char byte = byte_at(text, position);
  if (byte < 0x80) return {ascii_class_in(text, byte), 1};
  return wide_character_at(text, position);
}

// --- runs ---

// The end of the run of characters of `classes` that begins at `position` (perhaps empty).
template <unsigned classes, class Text>
TG_BOTH std::size_t skip_run(const Text& text, std::size_t position) {
  for (Character next = character_at(text, position); next.is(classes); next = character_at(text, position)) {
    position += next.length;
  }
  return position;
}

template <unsigned classes, class Text>
TG_BOTH std::size_t skip_at_most(const Text& text, std::size_t position, int count) {
  for (Character next = character_at(text, position); count > 0 && next.is(classes); --count) {
    position += next.length;
    next = character_at(text, position);
  }
  return position;
}

// How many of eight bytes, from the first, lie in 'a'..'z' once `fold` is set in each of them: 0x20 takes capitals too.
// Bytes are compared without carries between them: seven bits plus a bias below 0x80 stay in their byte.
template <unsigned fold>
unsigned leading_ascii_letters(const char* bytes) {
  constexpr std::uint64_t kEach = 0x0101010101010101u;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t low = (word | kEach * fold) & kEach * 0x7F;
  const std::uint64_t from_a = low + kEach * (0x80 - 'a');
  const std::uint64_t past_z = low + kEach * (0x80 - 'z' - 1);
  const std::uint64_t others = (~from_a | past_z | word) & kEach * 0x80;
  const int zeros = std::endian::native == std::endian::little ? std::countr_zero(others) : std::countl_zero(others);
  return static_cast<unsigned>(zeros) / 8;
}

template <unsigned fold, class Text>
TG_BOTH std::size_t skip_ascii_letters(const Text& text, std::size_t position) {
  constexpr unsigned kClasses = fold == 0 ? unsigned{kLower} : unsigned{kLower | kUpper};
  if constexpr (std::is_same_v<Text, std::string_view>) {
    while (text.size() - position >= 8) {
      const unsigned count = leading_ascii_letters<fold>(text.data() + position);
      position += count;
      if (count < 8) return position;
    }
  }
  while (position < text.size() && byte_at(text, position) < 0x80 &&
         (ascii_class_in(text, byte_at(text, position)) & kClasses) != 0) {
    ++position;
  }
  return position;
}

// skip_run<classes>, with eight bytes at a time where they are ASCII letters. REQUIRES: position <= text.size().
template <unsigned fold, unsigned classes, class Text>
TG_BOTH std::size_t skip_letter_run(const Text& text, std::size_t position) {
  while (true) {
    position = skip_ascii_letters<fold>(text, position);
    if (position == text.size() || byte_at(text, position) < 0x80) return position;
    while (position < text.size() && byte_at(text, position) >= 0x80) {
      const Character next = wide_character_at(text, position);
      if (!next.is(classes)) return position;
      position += next.length;
    }
  }
}

// \p{L}*
template <class Text>
TG_BOTH std::size_t skip_letters(const Text& text, std::size_t position) {
  return skip_letter_run<0x20, kLetter>(text, position);
}

// --- white space ---

TG_BOTH inline bool is_line_end(char byte) {
  return byte == '\r' || byte == '\n';
}

// [\r\n]*
template <class Text>
TG_BOTH std::size_t skip_line_ends(const Text& text, std::size_t position) {
  while (position < text.size() && is_line_end(text[position])) ++position;
  return position;
}

struct SpaceRun {
  std::size_t end;
  std::size_t last_begin;      // where the last character of the run begins
  std::size_t line_end_limit;  // behind the last CR or LF; 0: the run has none
};

// REQUIRES: a white space stands at `position`.
template <class Text>
TG_BOTH SpaceRun space_run_at(const Text& text, std::size_t position) {
  SpaceRun run{position, position, 0};
  for (Character next = character_at(text, position); next.is(kSpace); next = character_at(text, run.end)) {
    run.last_begin = run.end;
    run.end += next.length;
    if (is_line_end(text[run.last_begin])) run.line_end_limit = run.end;
  }
  return run;
}

// \s+(?!\S)|\s+ : the whole run at the end of the text, else all but its last character, else the only one.
template <class Text>
TG_BOTH std::size_t space_piece_end(const Text& text, std::size_t begin, const SpaceRun& run) {
  return run.end == text.size() || run.last_begin == begin ? run.end : run.last_begin;
}

// --- contractions ---

// Length of 's 't 're 've 'm 'll 'd at the apostrophe at `position`, in letters that become these once `fold` is set in
// them (0x20 takes capitals too); 0 for none.
template <unsigned fold, class Text>
TG_BOTH std::size_t ascii_contraction_length(const Text& text, std::size_t position) {
  const auto letter = [&](std::size_t at) { return at < text.size() ? static_cast<char>(text[at] | fold) : '\0'; };
  const char first = letter(position + 1);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  const char second = letter(position + 2);
  const bool two = (first == 'l' && second == 'l') || ((first == 'r' || first == 'v') && second == 'e');
  return two ? 3 : 0;
}

template <class Text>
TG_BOTH std::size_t contraction_length(const Text& text, std::size_t position) {
  return ascii_contraction_length<0>(text, position);
}

// The same in any case. Case folding of Unicode makes U+017F, the long s, an s as well; no other character folds to one
// of these letters.
template <class Text>
TG_BOTH std::size_t folded_contraction_length(const Text& text, std::size_t position) {
  const bool two_follow = text.size() - position > 2;
  if (two_follow && byte_at(text, position + 1) == 0xC5 && byte_at(text, position + 2) == 0xBF) return 3;
  return ascii_contraction_length<0x20>(text, position);
}

}  // namespace tg::scan
