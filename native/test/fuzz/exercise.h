// What a fuzz target does with the tokenizer that it got: every call, and what must hold between their answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokengraft/tokenizer.h"

namespace tg::test {

// Files of a reader's target are bytes alone; the texts that a tokenizer is asked for are written here.
void read_and_exercise(std::string_view bytes, const OpenOptions& options);

// ids, count, encoding and a batch agree; offsets lie in the text; what comes back out is UTF-8.
void exercise(const Tokenizer& tokenizer, std::string_view text);

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace tg::test
