// Reads the parts of an Oniguruma pattern that say which characters are meant: escapes, properties, brackets.
#pragma once

#include <cstdint>
#include <string_view>

#include "text/class_spelling.h"
#include "tokengraft/status.h"

namespace tg {

// Code::unsupported with the reason alone as message.
inline Status refused_pattern(std::string reason) {
  return Status::error(Code::unsupported, std::move(reason));
}

// A named set, or all but its characters.
struct SetEscape {
  NamedCharacters set;
  bool negated = false;
};

enum class Place : std::uint8_t { outside, in_bracket };

class OnigurumaReader {
 public:
  explicit OnigurumaReader(std::string_view source) : source_(source) {}

  bool at_end() const { return position_ == source_.size(); }
  std::size_t position() const { return position_; }
  std::string_view since(std::size_t begin) const { return source_.substr(begin, position_ - begin); }
  std::string_view ahead(std::size_t most) const { return source_.substr(position_, most); }
  void go_back(std::size_t position) { position_ = position; }

  bool sees(std::string_view text) const { return source_.substr(position_).starts_with(text); }
  char peek() const { return at_end() ? '\0' : source_[position_]; }  // the zero byte at the end, too
  char take_byte() { return source_[position_++]; }                   // REQUIRES: !at_end()
  bool take(std::string_view text);
  std::string_view take_while(bool (*accepts)(char));
  char32_t take_character();

  // An escape, whose backslash is read.
  bool sees_set_escape() const { return is_set_escape(peek()); }
  Result<SetEscape> read_set_escape(Place place);
  Result<char32_t> read_character_escape();
  // Up to `]`; the `[`, and `^` behind it, are read.
  Status read_bracket(CharacterClass& characters);

 private:
  static bool is_set_escape(char c) { return std::string_view("sSdDwWhHpP").find(c) != std::string_view::npos; }
  bool sees_set() const;
  Status read_bracket_item(CharacterClass& characters);
  Status read_bracket_set(CharacterClass& characters);
  Result<char32_t> read_bracket_character();
  Result<SetEscape> read_posix_name();
  Result<SetEscape> read_property(Place place, bool negated);
  std::string_view take_digits(std::size_t most);
  Result<char32_t> read_braced_code_point();
  Result<char32_t> read_byte();

  std::string_view source_;
  std::size_t position_ = 0;
};

}  // namespace tg
