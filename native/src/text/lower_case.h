// Lower case, character by character and in no context, as Rust's char::to_lowercase has it.
#pragma once

#include <string>
#include <string_view>

namespace tg {

void append_lower_case(std::string& out, char32_t code_point);

// One or two characters; `then` is 0 when it is one.
struct LowerCase {
  char32_t first;
  char32_t then;
};
LowerCase lower_case(char32_t code_point);

// True when it is cheap to know that lowering changes nothing: ASCII without capitals.
bool is_surely_lower_case(std::string_view text);

}  // namespace tg
