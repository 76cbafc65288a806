// Where a piece can be cut without changing what BPE makes of it: between two characters that stand side by side in no
// token. Whatever merges are done, a symbol is a token, so none ever lies across such a border, and both sides merge as
// if they were alone. In Chinese or Japanese text most borders are of this kind, and pieces that hardly ever repeat
// fall into characters and words that do.
//
// Tokens of byte-level vocabularies may begin or end inside a character. Such a part counts as well: a border is closed
// only if neither the characters beside it nor any parts of them that border on it stand side by side in a token.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/memory_bytes.h"
#include "tokenizer/token_table.h"

namespace tg {

class CharacterBorders {
 public:
  // Knows nothing: no piece is cut.
  CharacterBorders() = default;
  explicit CharacterBorders(const TokenTable& tokens);

  bool knows() const { return !bits_.empty(); }
  // A border at which a piece may be cut.
  class Cut;

  std::size_t memory_bytes() const { return tg::memory_bytes(bits_); }

 private:
  // A character, or the bytes of it that a token has, first byte lowest.
  using Part = std::uint32_t;

  // What is known of a character by itself, found at a hash of it: others may share the place.
  enum Flag : std::uint8_t {
    kBeforePart = 1,  // some token has it, and then a part of the next character
    kBehindPart = 2,  // some token has a part of the character before, and then it
  };

  void add_token(std::string_view token);
  void add(Part before, Part behind);
  bool has(Part before, Part behind) const;
  bool has_with_parts(Part before, Part behind) const;
  bool may_join(Part before, Part behind) const {
    if (has(before, behind)) return true;
    const unsigned flags = (flags_[flag_place(before)] & kBeforePart) | (flags_[flag_place(behind)] & kBehindPart);
    return (flags != 0 || (begins_[behind & 0xFF] && ends_[last_byte(before)])) && has_with_parts(before, behind);
  }
  static unsigned last_byte(Part character) {
    return character >> (static_cast<unsigned>(31 - std::countl_zero(character | 1)) & 24);
  }
  static std::size_t flag_place(Part character) { return character * 0x9E3779B1u >> (32 - kFlagBits); }

  std::size_t skip_joined_ascii(std::string_view text, std::size_t at) const;
  static std::size_t ascii_place(char before, char behind) {
    return static_cast<std::size_t>(before) << 7 | static_cast<std::size_t>(behind);
  }

  static constexpr unsigned kFlagBits = 12;
  std::vector<std::uint64_t> bits_;  // a filter: a pair that is there has its bit set
  std::array<std::uint8_t, std::size_t{1} << kFlagBits> flags_{};
  std::array<bool, std::size_t{1} << 14> ascii_{};  // pairs of ASCII characters that stand in a token
  // By the last and by the first byte of the characters of which some token has the end of the one, then the beginning
  // of the other.
  std::array<bool, 256> ends_{};
  std::array<bool, 256> begins_{};
};

class CharacterBorders::Cut {
 public:
  // The first one. REQUIRES: valid UTF-8, not empty, of which `end` is the end of what may be read; `borders` and what
  // `piece` refers to outlive this.
  Cut(const CharacterBorders& borders, std::string_view piece, const char* end);

  // Where it is: at the end of the piece when there is none left.
  std::size_t place() const { return place_; }
  bool is_whole() const { return place_ == piece_.size(); }
  void go_on();

 private:
  Part take_character();

  const CharacterBorders& borders_;
  std::string_view piece_;
  std::size_t quick_ = 0;  // characters that begin before it are read four bytes at once
  std::size_t place_;
  std::size_t at_ = 0;  // behind `before_`
  Part before_ = 0;
};

}  // namespace tg
