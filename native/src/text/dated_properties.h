// Properties of characters as the libraries under Hugging Face's tokenizers have them. Each of those is frozen at a
// version of Unicode of its own, older or newer than that of our tables: later characters, and the few that changed
// since, are told apart here, because every tokenizer in use was made with them. Found out by asking the reference
// about every code point.
#pragma once

#include <cstdint>

namespace tg {

// The major version of Unicode that a character came with; 0 for none.
unsigned age_of(char32_t code_point);

// Unicode 8, by which BertNormalizer, BertPreTokenizer and Punctuation work.
bool is_nonspacing_mark_of_8(char32_t code_point);     // Mn
bool is_punctuation_of_8(char32_t code_point);         // P, and ASCII's symbols with it
bool is_control_or_private_of_8(char32_t code_point);  // Cc, Cf, Co

// Unicode 9, by which StripAccents works.
bool is_mark_of_9(char32_t code_point);  // M

// The number of a script in Unicode 9; 0 for none. Han, Hiragana and Katakana are one.
std::uint8_t writing_of_9(char32_t code_point);

// Unicode 17, by which Digits works.
bool is_number_of_17(char32_t code_point);  // N

}  // namespace tg
