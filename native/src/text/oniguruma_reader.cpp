#include "text/oniguruma_reader.h"

#include <charconv>
#include <optional>
#include <string>

#include "text/utf8.h"

namespace tg {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Result<char32_t> read_code_point(std::string_view digits, bool closed) {
  std::uint32_t code_point = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), code_point, 16);
  const bool is_character = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
  if (digits.empty() || digits.size() > 6 || !closed || !is_character) {
    return refused_pattern("the code point \\x" + std::string(digits));
  }
  return static_cast<char32_t>(code_point);
}

}  // namespace

bool OnigurumaReader::take(std::string_view text) {
  if (!sees(text)) return false;
  position_ += text.size();
  return true;
}

std::string_view OnigurumaReader::take_while(bool (*accepts)(char)) {
  const std::size_t begin = position_;
  while (!at_end() && accepts(peek())) ++position_;
  return source_.substr(begin, position_ - begin);
}

char32_t OnigurumaReader::take_character() {
  const Decoded character = decode_utf8(source_, position_);
  position_ += character.length;
  return character.code_point;
}

Status OnigurumaReader::read_bracket_item(CharacterClass& characters) {
  if (sees("&&")) return refused_pattern("an intersection (&&) of brackets");
  if (sees_set()) return read_bracket_set(characters);
  const Result<char32_t> first = read_bracket_character();
  if (!first.ok()) return first.status();
  if (!sees("-") || sees("-]")) {
    characters.add(first.value(), first.value());
    return {};
  }
  ++position_;
  if (sees_set()) return refused_pattern("a range that ends in a set");
  const Result<char32_t> last = read_bracket_character();
  if (!last.ok()) return last.status();
  if (last.value() < first.value()) return refused_pattern("a range that ends before it begins");
  characters.add(first.value(), last.value());
  return {};
}

bool OnigurumaReader::sees_set() const {
  return sees("[:") || (peek() == '\\' && position_ + 1 < source_.size() && is_set_escape(source_[position_ + 1]));
}

// A hyphen behind a set stands for itself.
Status OnigurumaReader::read_bracket_set(CharacterClass& characters) {
  const Result<SetEscape> set = take("[:")   ? read_posix_name()
                                : take("\\") ? read_set_escape(Place::in_bracket)
                                             : refused_pattern("");
  if (!set.ok()) return set.status();
  if (set->negated) {
    characters.add_complement(set->set);
  } else {
    characters.add(set->set);
  }
  if (sees("-") && !sees("-]")) {
    ++position_;
    characters.add('-', '-');
  }
  return {};
}

Result<char32_t> OnigurumaReader::read_bracket_character() {
  if (at_end()) return refused_pattern("a [ without ]");
  if (peek() == '[') return refused_pattern("a bracket within a bracket");
  if (!take("\\")) return take_character();
  return take("b") ? Result<char32_t>(U'\b') : read_character_escape();
}

Result<SetEscape> OnigurumaReader::read_posix_name() {
  const bool negated = take("^");
  const std::string name(take_while(is_ascii_letter));
  std::optional<NamedCharacters> set = characters_of_posix_set(name);
  if (!take(":]") || !set) return refused_pattern("the set [:" + name + ":]");
  return SetEscape{std::move(*set), negated};
}

Result<SetEscape> OnigurumaReader::read_set_escape(Place place) {
  const char c = source_[position_++];
  const bool negated = c >= 'A' && c <= 'Z';
  switch (c | 0x20) {
    case 's':
      return SetEscape{white_space(), negated};
    case 'd':
      return SetEscape{decimal_digits(), negated};
    case 'w':
      return SetEscape{place == Place::outside ? word_characters() : word_characters_in_bracket(), negated};
    case 'h':
      return SetEscape{hex_digits(), negated};
    default:
      return read_property(place, negated);
  }
}

Result<SetEscape> OnigurumaReader::read_property(Place place, bool negated) {
  const auto is_name = [](char c) {
    return is_ascii_letter(c) || is_digit(c) || c == '_' || c == ' ' || c == '-' || c == '&';
  };
  if (!take("{")) return refused_pattern(R"(a \p without {…})");
  if (take("^")) negated = !negated;
  const std::string name(take_while(is_name));
  if (name.empty() || !take("}")) return refused_pattern(R"(the property \p{)" + name);
  if (place == Place::outside && is_word_property(name)) return SetEscape{word_characters(), negated};
  std::optional<NamedCharacters> set = characters_of_property(name);
  if (!set) return refused_pattern(R"(the property \p{)" + name + "}");
  return SetEscape{std::move(*set), negated};
}

Result<char32_t> OnigurumaReader::read_character_escape() {
  if (at_end()) return refused_pattern(R"(a \ at the end)");
  if (take("x{")) return read_braced_code_point();
  if (take("x")) return read_byte();
  if (take("u")) return read_code_point(take_digits(4), true);
  const char32_t c = take_character();
  constexpr std::string_view kNames = "tnrfaev";
  constexpr std::string_view kControls = "\t\n\r\f\a\x1B\v";
  if (c < 0x80 && kNames.find(static_cast<char>(c)) != std::string_view::npos) {
    return static_cast<char32_t>(kControls[kNames.find(static_cast<char>(c))]);
  }
  const bool named = c < 0x80 && (is_ascii_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)));
  if (named) return refused_pattern("the escape \\" + std::string(1, static_cast<char>(c)));
  return c;
}

std::string_view OnigurumaReader::take_digits(std::size_t most) {
  const std::size_t begin = position_;
  while (position_ - begin < most && is_hex_digit(peek())) ++position_;
  return source_.substr(begin, position_ - begin);
}

Result<char32_t> OnigurumaReader::read_braced_code_point() {
  const std::string_view digits = take_while(is_hex_digit);
  return read_code_point(digits, take("}"));
}

// \xHH is a byte in Oniguruma; from 80 on it would be a part of a character.
Result<char32_t> OnigurumaReader::read_byte() {
  const std::string_view digits = take_digits(2);
  if (digits.size() == 2 && digits[0] > '7') return refused_pattern("the byte \\x" + std::string(digits));
  return read_code_point(digits, true);
}

Status OnigurumaReader::read_bracket(CharacterClass& characters) {
  if (peek() == ']') return refused_pattern("a bracket that begins with ]");
  while (!take("]")) {
    if (at_end()) return refused_pattern("a [ without ]");
    TG_RETURN_IF_ERROR(read_bracket_item(characters));
  }
  return {};
}

}  // namespace tg
