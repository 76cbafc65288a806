// Sixty-four bytes of text as sets of characters: one 64-bit mask a class, one bit a character, so that a scheme finds
// all piece borders in a window with a few shifts. Characters of several bytes take one bit like any other; `to_bytes`
// leads back to places in the text.
#pragma once

#include <cstdint>
#include <string_view>

#include "text/patterns/scanner.h"
#include "text/patterns/window_bytes.h"

#if TG_HAVE_WINDOWS

namespace tg::scan {

inline constexpr unsigned kWindowBytes = 64;

// What stands outside of the window belongs to no class, and neither does a character that its end cuts in two.
struct CharWindow {
  std::uint64_t begins;  // a bit a byte: those that a whole character begins with
  unsigned count;        // of characters; every mask below has one bit for each
  std::uint64_t upper;
  std::uint64_t lower;
  std::uint64_t caseless;
  std::uint64_t mark;
  std::uint64_t number;
  std::uint64_t space;  // line ends among them
  std::uint64_t line_end;
  std::uint64_t other;       // no letter, mark, number or space
  std::uint64_t sign;        // those of `other` that are P or S
  std::uint64_t blank;       // U+0020
  std::uint64_t apostrophe;  // U+0027
  std::uint64_t slash;       // U+002F
  std::uint64_t wide;        // not ASCII

  WindowBytes bytes;
  WindowPlaces places;  // of `begins`

  std::uint64_t letter() const { return upper | lower | caseless; }
};

// The lowest `count` bits.
inline std::uint64_t low_bits(unsigned count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// Of runs of ones in `runs`, the bits from each bit of `from` to the end of its run. REQUIRES: `from` is in `runs`, one
// bit a run. (The sum carries through a run and comes out behind it.)
inline std::uint64_t run_tails(std::uint64_t runs, std::uint64_t from) {
  return runs & ~(runs + from);
}

// The ASCII characters of a window, a bit a byte. `whole`: the bytes that belong to the text.
TG_WINDOW_INLINE CharWindow ascii_window(WindowBytes bytes, std::uint64_t whole) {
  CharWindow window{};
  window.bytes = bytes;
  window.begins = whole;
  window.places = WindowPlaces::lowest(whole);
  window.count = static_cast<unsigned>(std::popcount(whole));
  const std::uint64_t letter = mask_of(bytes, IsBetween{'a', 'z', 0x20}) & whole;
  window.upper = mask_of(bytes, IsBetween{'A', 'Z'}) & whole;
  window.lower = letter & ~window.upper;
  window.number = mask_of(bytes, IsBetween{'0', '9'}) & whole;
  window.blank = mask_of(bytes, IsByte{' '}) & whole;
  window.line_end = (mask_of(bytes, IsByte{'\n'}) | mask_of(bytes, IsByte{'\r'})) & whole;
  window.space = (mask_of(bytes, IsBetween{'\t', '\r'}) & whole) | window.blank;
  window.apostrophe = mask_of(bytes, IsByte{'\''}) & whole;
  window.slash = mask_of(bytes, IsByte{'/'}) & whole;
  window.other = whole & ~(letter | window.number | window.space);
  window.sign = window.other & mask_of(bytes, IsBetween{'!', '~'});
  return window;
}

// Adds the classes of the characters of several bytes, a bit a character. `leads`: their first bytes.
TG_WINDOW_TARGET inline void add_wide_characters(std::string_view text, std::uint64_t leads, CharWindow& window) {
  alignas(32) std::uint8_t classes[kWindowBytes] = {};
  for (; leads != 0; leads &= leads - 1) {
    const std::uint64_t before = (leads & -leads) - 1;
    const Character character = wide_character_at(text, static_cast<std::size_t>(std::countr_zero(leads)));
    classes[std::popcount(window.begins & before)] = character.char_class;
  }
  const WindowBytes bytes = load_window(classes);
  const auto having = [&](unsigned char_class)
                          TG_WINDOW_TARGET { return mask_of(bytes, HasBit{std::countr_zero(char_class)}); };
  window.upper |= having(kUpper);
  window.lower |= having(kLower);
  window.caseless |= having(kCaseless);
  window.mark |= having(kMark);
  window.number |= having(kNumber);
  window.space |= having(kSpace);
  const std::uint64_t sign = having(kSign);
  window.sign |= sign;
  window.other |= having(kOther) | sign;
}

// Turns masks with a bit a byte into masks with a bit a character.
TG_WINDOW_INLINE void squeeze(CharWindow& window) {
  for (std::uint64_t* mask :
       {&window.upper, &window.lower, &window.number, &window.space, &window.line_end, &window.other, &window.sign,
        &window.blank, &window.apostrophe, &window.slash, &window.wide}) {
    *mask = window.places.gather(*mask);
  }
}

// The first byte of the last character, when that character is longer than the window.
inline std::uint64_t cut_character(std::string_view text, std::uint64_t begins) {
  if (begins == 0) return 0;
  const auto last = 63u - static_cast<unsigned>(std::countl_zero(begins));
  const unsigned char lead = byte_at(text, last);
  const unsigned length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return last + length > kWindowBytes ? std::uint64_t{1} << last : 0;
}

// The window at the beginning of `text`. REQUIRES: `text` is valid UTF-8 and not empty.
TG_WINDOW_INLINE CharWindow char_window(std::string_view text) {
  char tail[kWindowBytes];
  const bool is_tail = text.size() < kWindowBytes;
  if (is_tail) {
    std::memset(tail, 0, sizeof tail);
    std::memcpy(tail, text.data(), text.size());
  }
  const WindowBytes bytes = load_window(is_tail ? tail : text.data());
  const std::uint64_t whole = is_tail ? low_bits(static_cast<unsigned>(text.size())) : ~std::uint64_t{0};
  CharWindow window = ascii_window(bytes, whole);
  window.wide = mask_of(bytes, IsWide{});
  if (window.wide == 0) return window;
  window.begins = whole & ~mask_of(bytes, IsContinuation{});
  window.begins &= ~cut_character(text, window.begins);
  window.places = WindowPlaces::of(window.begins);
  window.count = static_cast<unsigned>(std::popcount(window.begins));
  window.other &= ~window.wide;
  const std::uint64_t leads = window.wide & window.begins;
  const std::uint64_t ideographs =
      (mask_of(bytes, IsBetween{0xE5, 0xE9}) | mask_of(bytes, IsBetween{0xEB, 0xEC})) & leads;
  squeeze(window);
  window.caseless = window.places.gather(ideographs);  // see begins_ideograph
  if (leads != ideographs) add_wide_characters(text, leads & ~ideographs, window);
  return window;
}

// A bit a character to a bit a byte.
TG_WINDOW_INLINE std::uint64_t to_bytes(const CharWindow& window, std::uint64_t characters) {
  return window.places.scatter(characters);
}

}  // namespace tg::scan

#endif
