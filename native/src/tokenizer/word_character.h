// \w as the Rust regex library has it, which decides what a single word is.
#pragma once

namespace tg {

bool is_word_character(char32_t code_point);

}  // namespace tg
