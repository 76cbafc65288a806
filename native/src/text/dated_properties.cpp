#include "text/dated_properties.h"

#include "text/generated/ages.inc"
#include "text/generated/scripts.inc"
#include "text/unicode.h"

namespace tg {
namespace {

constexpr unsigned kBlockBits = 7;
constexpr char32_t kInBlock = (1u << kBlockBits) - 1;
constexpr char32_t kLastCodePoint = 0x10FFFF;

bool existed(unsigned version, char32_t code_point) {
  const unsigned age = age_of(code_point);
  return age != 0 && age <= version;
}

std::uint8_t script_of(char32_t code_point) {
  const std::size_t block = unicode::kScriptIndex[code_point >> kBlockBits];
  return unicode::kScriptBlocks[block << kBlockBits | (code_point & kInBlock)];
}

// Characters whose script was another one then.
std::uint8_t script_of_9(char32_t code_point) {
  if (code_point == 0x589 || code_point == 0x61C) return unicode::kScriptCommon;
  if (code_point == 0x953 || code_point == 0x954) return unicode::kScriptDevanagari;
  return existed(9, code_point) ? script_of(code_point) : std::uint8_t{0};
}

bool is_ascii_symbol(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

}  // namespace

unsigned age_of(char32_t code_point) {
  if (code_point > kLastCodePoint) return 0;
  const std::size_t block = unicode::kAgeIndex[code_point >> kBlockBits];
  return unicode::kAgeBlocks[block << kBlockBits | (code_point & kInBlock)];
}

bool is_nonspacing_mark_of_8(char32_t code_point) {
  if (code_point == 0x1734 || code_point == 0x1171E) return true;
  const bool changed = code_point == 0x1885 || code_point == 0x1886 || code_point == 0xA9BD || code_point == 0x111C9;
  return !changed && category_of(code_point) == Category::Mn && existed(8, code_point);
}

bool is_punctuation_of_8(char32_t code_point) {
  if (code_point < 0x80) return is_ascii_symbol(code_point);
  if (code_point == 0x166D || code_point == 0x111C9) return true;
  return is_punctuation(code_point) && existed(8, code_point);
}

bool is_control_or_private_of_8(char32_t code_point) {
  const Category category = category_of(code_point);
  if (category == Category::Cc || category == Category::Co) return true;
  return category == Category::Cf && existed(8, code_point);
}

bool is_mark_of_9(char32_t code_point) {
  if (code_point == 0x1CF2 || code_point == 0x1CF3) return true;
  return code_point != 0x111C9 && is_mark(code_point) && existed(9, code_point);
}

std::uint8_t writing_of_9(char32_t code_point) {
  const std::uint8_t script = script_of_9(code_point);
  const bool is_japanese = script == unicode::kScriptHiragana || script == unicode::kScriptKatakana;
  return is_japanese ? unicode::kScriptHan : script;
}

bool is_number_of_17(char32_t code_point) {
  const bool is_later =
      (code_point >= 0x11DE0 && code_point <= 0x11DE9) || (code_point >= 0x16FF4 && code_point <= 0x16FF6);
  return is_later || is_number(code_point);
}

}  // namespace tg
