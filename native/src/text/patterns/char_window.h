// Sixty-four bytes of text as sets of characters: one 64-bit mask a class, one bit a character, so that a scheme finds
// all piece borders in a window with a few shifts. Characters of several bytes take one bit like any other; `to_bytes`
// leads back to places in the text.
#pragma once

#include <cstdint>
#include <string_view>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define TG_HAVE_WINDOWS 1
#define TG_WINDOW_TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
// Schemes read a few of a window's masks; those that they do not read cost nothing where everything is one function.
#define TG_WINDOW_INLINE TG_WINDOW_TARGET __attribute__((always_inline)) inline
#include <immintrin.h>
#endif

#include "text/patterns/scanner.h"

#if TG_HAVE_WINDOWS

namespace tg::scan {

inline constexpr unsigned kWindowBytes = 64;

struct WindowBytes {
  __m256i low;
  __m256i high;
};

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

template <class Test>
TG_WINDOW_INLINE std::uint64_t mask_of(WindowBytes bytes, const Test& test) {
  const auto low = static_cast<std::uint32_t>(_mm256_movemask_epi8(test(bytes.low)));
  const auto high = static_cast<std::uint32_t>(_mm256_movemask_epi8(test(bytes.high)));
  return std::uint64_t{high} << 32 | low;
}

// Bytes from `first` to `last`, once `fold` is set in them.
struct IsBetween {
  char first;
  char last;
  char fold = 0;

  TG_WINDOW_INLINE __m256i operator()(__m256i bytes) const {
    const __m256i folded = _mm256_or_si256(bytes, _mm256_set1_epi8(fold));
    // Shifted so that the range ends at the largest signed byte.
    const __m256i shifted = _mm256_add_epi8(folded, _mm256_set1_epi8(static_cast<char>(127 - last)));
    return _mm256_cmpgt_epi8(shifted, _mm256_set1_epi8(static_cast<char>(127 - (last - first) - 1)));
  }
};

struct IsByte {
  char byte;

  TG_WINDOW_INLINE __m256i operator()(__m256i bytes) const { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte)); }
};

struct HasBit {
  int bit;

  TG_WINDOW_INLINE __m256i operator()(__m256i bytes) const { return _mm256_slli_epi16(bytes, 7 - bit); }
};

// Not ASCII.
struct IsWide {
  TG_WINDOW_INLINE __m256i operator()(__m256i bytes) const { return bytes; }
};

struct IsContinuation {
  TG_WINDOW_INLINE __m256i operator()(__m256i bytes) const {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(0xC0)), bytes);
  }
};

TG_WINDOW_INLINE WindowBytes load_window(const char* at) {
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32))};
}

// The ASCII characters of a window, a bit a byte. `whole`: the bytes that belong to the text.
TG_WINDOW_INLINE CharWindow ascii_window(WindowBytes bytes, std::uint64_t whole) {
  CharWindow window{};
  window.bytes = bytes;
  window.begins = whole;
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
  const WindowBytes bytes = load_window(reinterpret_cast<const char*>(classes));
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
    *mask = _pext_u64(*mask, window.begins);
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
  window.count = static_cast<unsigned>(std::popcount(window.begins));
  window.other &= ~window.wide;
  const std::uint64_t leads = window.wide & window.begins;
  const std::uint64_t ideographs =
      (mask_of(bytes, IsBetween{'\xE5', '\xE9'}) | mask_of(bytes, IsBetween{'\xEB', '\xEC'})) & leads;
  squeeze(window);
  window.caseless = _pext_u64(ideographs, window.begins);  // see begins_ideograph
  if (leads != ideographs) add_wide_characters(text, leads & ~ideographs, window);
  return window;
}

// A bit a character to a bit a byte.
TG_WINDOW_INLINE std::uint64_t to_bytes(const CharWindow& window, std::uint64_t characters) {
  return _pdep_u64(characters, window.begins);
}

}  // namespace tg::scan

#endif
