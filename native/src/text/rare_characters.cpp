#include "text/rare_characters.h"

#include "text/ascii.h"
#include "text/utf8.h"

namespace tg {

RareCharacters::RareCharacters(CodePointSet characters) : characters_(std::move(characters)) {
  for (const auto& [first, last] : characters_.ranges()) {
    for (char32_t block = first >> kBlockBits; block <= last >> kBlockBits; ++block) blocks_.set(block);
  }
}

bool RareCharacters::occur_in(std::string_view text) const {
  if (is_empty()) return false;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded character = decode_utf8(text, at);
    if (blocks_.test(character.code_point >> kBlockBits) && characters_.contains(character.code_point)) return true;
    at += character.length;
    if (character.length == 1) at = ascii::end_of_run(text, at);
  }
  return false;
}

}  // namespace tg
