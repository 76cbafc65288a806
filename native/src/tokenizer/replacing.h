// Replacing one string by another, as decoders do it.
#pragma once

#include <string>
#include <string_view>

namespace tg {

// Appends `text` with every `from` in it replaced, left to right. An empty `from` stands before every character and at
// the end, as in Rust's str::replace. REQUIRES: valid UTF-8.
void append_replaced(std::string_view text, std::string_view from, std::string_view to, std::string& out);

std::string replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace tg
