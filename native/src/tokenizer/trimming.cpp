#include "tokenizer/trimming.h"

#include <algorithm>

#include "base/cancelled.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

bool is_blank(char32_t character) {
  return is_white_space(character) || character == stand_in(' ');
}

std::uint32_t forward(std::string_view text, std::uint32_t from, std::uint32_t characters, std::uint32_t limit) {
  std::size_t at = from;
  for (; characters > 0 && at < limit; --characters) at += utf8_length(static_cast<unsigned char>(text[at]));
  return static_cast<std::uint32_t>(std::min<std::size_t>(at, limit));
}

// When the text before `from` has fewer characters, nothing is taken: the reference then leaves the offset as it is.
std::uint32_t backward(std::string_view text, std::uint32_t from, std::uint32_t characters, std::uint32_t limit) {
  std::size_t at = from;
  for (; characters > 0; --characters) {
    if (at == 0) return from;
    at = begin_of_character(text, at);
  }
  return std::max(static_cast<std::uint32_t>(at), limit);
}

}  // namespace

void trim_offsets(SequenceEncoding& part, bool add_prefix_space) {
  if (part.text.empty()) return;
  CancelPoll cancelled;
  for (std::size_t i = 0; i < part.size() && !cancelled(); ++i) {
    std::uint32_t& begin = part.encoding.offsets[2 * i];
    std::uint32_t& end = part.encoding.offsets[2 * i + 1];
    Blanks blanks = part.blanks[i];
    const bool is_first = i == 0 || begin == 0;
    if (is_first && add_prefix_space && blanks.leading == 1) blanks.leading = 0;
    begin = forward(part.text, begin, blanks.leading, end);
    end = backward(part.text, end, blanks.trailing, begin);
  }
}

Blanks blanks_of(std::string_view token) {
  Blanks blanks;
  for (std::size_t at = 0; at < token.size(); ++blanks.leading) {
    const Decoded character = decode_utf8(token, at);
    if (!is_blank(character.code_point)) break;
    at += character.length;
  }
  for (std::size_t end = token.size(); end > 0; ++blanks.trailing) {
    const std::size_t begin = begin_of_character(token, end);
    if (!is_blank(decode_utf8(token, begin).code_point)) break;
    end = begin;
  }
  return blanks;
}

}  // namespace tg
