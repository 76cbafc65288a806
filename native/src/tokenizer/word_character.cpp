#include "tokenizer/word_character.h"

#include "text/unicode.h"

namespace tg {
namespace {

// Alphabetic beyond what the categories say: circled and squared Latin letters, which are symbols.
bool is_enclosed_letter(char32_t c) {
  return (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169) ||
         (c >= 0x1F170 && c <= 0x1F189);
}

bool is_join_control(char32_t c) {
  return c == 0x200C || c == 0x200D;
}

}  // namespace

bool is_word_character(char32_t code_point) {
  if (is_letter(code_point) || is_mark(code_point)) return true;
  const Category category = category_of(code_point);
  return category == Category::Nd || category == Category::Nl || category == Category::Pc ||
         is_join_control(code_point) || is_enclosed_letter(code_point);
}

}  // namespace tg
