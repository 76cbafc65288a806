// Unicode properties of code points, from tables of one version (unicode_version() names it).
#pragma once

#include <cstdint>

namespace tg {

// Named as in UnicodeData.txt; the order is that of the generated table. `Cn` means not assigned.
enum class Category : std::uint8_t {
  Cn,
  Lu,
  Ll,
  Lt,
  Lm,
  Lo,
  Mn,
  Mc,
  Me,
  Nd,
  Nl,
  No,
  Pc,
  Pd,
  Ps,
  Pe,
  Pi,
  Pf,
  Po,
  Sm,
  Sc,
  Sk,
  So,
  Zs,
  Zl,
  Zp,
  Cc,
  Cf,
  Cs,
  Co,
};

// A code point past U+10FFFF is not assigned.
Category category_of(char32_t code_point);

bool is_letter(char32_t code_point);       // \p{L}
bool is_mark(char32_t code_point);         // \p{M}
bool is_number(char32_t code_point);       // \p{N}, which is also Rust's char::is_numeric
bool is_punctuation(char32_t code_point);  // \p{P}
bool is_symbol(char32_t code_point);       // \p{S}
bool is_white_space(char32_t code_point);  // White_Space: \s, and Rust's char::is_whitespace

// The class of a character as split patterns see it: one bit.
enum CharClass : std::uint8_t {
  kUpper = 1,     // Lu, Lt
  kLower = 2,     // Ll
  kCaseless = 4,  // Lm, Lo
  kMark = 8,      // M
  kNumber = 16,   // N
  kSpace = 32,    // White_Space
  kSign = 64,     // P, S
  kOther = 128,   // everything else, unassigned code points included
  kLetter = kUpper | kLower | kCaseless,
};

// The classes of characters, in blocks of 128; equal blocks are kept once.
namespace unicode {
inline constexpr unsigned kBlockBits = 7;
extern const std::uint16_t* const kClassBlockIndex;
extern const std::uint8_t* const kClassBlocks;
}  // namespace unicode

// A code point past U+10FFFF is not assigned, and kOther.
inline std::uint8_t char_class_of(char32_t code_point) {
  if (code_point > 0x10FFFF) return kOther;
  const unsigned block = unicode::kClassBlockIndex[code_point >> unicode::kBlockBits];
  return unicode::kClassBlocks[block << unicode::kBlockBits | (code_point & ((1u << unicode::kBlockBits) - 1))];
}

}  // namespace tg
