// One pass over the pattern, no tree. It rewrites what the two libraries read differently (classes of characters, case,
// stacked quantifiers, x{1,3}+), and refuses what it does not know to be read alike.
#include "text/oniguruma_dialect.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <vector>

#include "text/case_folds.h"
#include "text/utf8.h"

namespace tg {
namespace {

constexpr std::size_t kNone = std::string::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

Status refused(std::string reason) {
  return Status::error(Code::unsupported, std::move(reason));
}

// A named set, or all but its characters.
struct SetEscape {
  NamedCharacters set;
  bool negated = false;
};

enum class Place : std::uint8_t { outside, in_bracket };

class Translator {
 public:
  Translator(std::string_view source, const CharactersFound& found) : source_(source), found_(found) {}

  Result<std::string> translate() {
    while (!at_end()) TG_RETURN_IF_ERROR(read_item());
    return std::move(out_);
  }

 private:
  bool at_end() const { return position_ == source_.size(); }
  bool sees(std::string_view text) const { return source_.substr(position_).starts_with(text); }
  char peek() const { return at_end() ? '\0' : source_[position_]; }

  bool take(std::string_view text) {
    if (!sees(text)) return false;
    position_ += text.size();
    return true;
  }

  std::string_view take_while(bool (*accepts)(char)) {
    const std::size_t begin = position_;
    while (!at_end() && accepts(peek())) ++position_;
    return source_.substr(begin, position_ - begin);
  }

  // --- outside brackets ---

  Status read_item() {
    switch (peek()) {
      case '\\':
        ++position_;
        return read_escape();
      case '[':
        ++position_;
        return read_bracket();
      case '(':
        ++position_;
        return open_group();
      case ')':
        ++position_;
        return close_group();
      case '*':
      case '+':
      case '?':
        return read_quantifier();
      case '{':
        return read_brace();
      case '|':
      case '^':
      case '$':
        copy_anchor();
        return {};
      case '.':
        ++position_;
        add_atom(".");
        return {};
      default:
        return add_character(take_character());
    }
  }

  // `|`, `^` and `$`: nothing that a quantifier could repeat.
  void copy_anchor() {
    out_.push_back(source_[position_++]);
    atom_ = kNone;
  }

  void begin_atom() {
    atom_ = out_.size();
    quantified_ = false;
  }

  void add_atom(std::string_view spelling) {
    begin_atom();
    out_.append(spelling);
  }

  char32_t take_character() {
    const Decoded character = decode_utf8(source_, position_);
    position_ += character.length;
    return character.code_point;
  }

  Status add_character(char32_t code_point) {
    if (!caseless_) {
      add_atom(spell_character(code_point));
      return {};
    }
    CharacterClass variants(found_);
    variants.add(code_point, code_point);
    if (has_long_variants(variants.wanted())) return refused("a character that is several ones in another case");
    if (run_end_ != out_.size()) run_.clear();
    run_.push_back(folded(code_point));
    for (std::size_t length = 2; length <= std::min<std::size_t>(3, run_.size()); ++length) {
      if (is_one_in_other_case(std::span(run_).last(length))) {
        return refused("characters that are a single one in another case");
      }
    }
    variants.add_case_variants();
    const CodePointSet all = variants.wanted();
    const bool is_alone = all == CodePointSet({{code_point, code_point}});
    add_atom(is_alone ? spell_character(code_point) : variants.spell(false));
    run_end_ = out_.size();
    return {};
  }

  Status open_group() {
    const std::size_t begin = out_.size();
    if (peek() == '*') return refused("(* has no meaning in common");
    if (peek() != '?') return push_group("", begin);
    if (take("?:")) return push_group("?:", begin);
    if (take("?>")) return push_group("?>", begin);
    if (take("?i:")) return push_group("?:", begin, true);
    if (take("?-i:")) return push_group("?:", begin, false);
    for (const std::string_view opening : {"?=", "?!", "?<=", "?<!"}) {
      if (take(opening)) return push_group(opening, kNone);
    }
    // Elsewhere the two libraries disagree about how far the option reaches across `|`.
    if (position_ == 1 && take("?i)")) {
      caseless_ = true;
      return {};
    }
    return refused("a group that begins with (" + std::string(source_.substr(position_, 3)));
  }

  Status push_group(std::string_view opening, std::size_t atom) { return push_group(opening, atom, caseless_); }

  // `atom`: what a quantifier behind the group repeats; kNone for look-around.
  Status push_group(std::string_view opening, std::size_t atom, bool caseless) {
    out_.append("(").append(opening);
    groups_.push_back({atom, caseless_});
    caseless_ = caseless;
    atom_ = kNone;
    return {};
  }

  Status close_group() {
    if (groups_.empty()) return refused("a ) without (");
    out_.push_back(')');
    atom_ = groups_.back().atom;
    caseless_ = groups_.back().caseless_outside;
    quantified_ = false;
    groups_.pop_back();
    return {};
  }

  // `*`, `+` or `?`, lazy or possessive by a second sign.
  Status read_quantifier() {
    const std::size_t begin = position_++;
    if (peek() == '?' || peek() == '+') ++position_;
    return quantify(std::string(source_.substr(begin, position_ - begin)));
  }

  // {n}, {n,}, {n,m}, {,m}; any other brace stands for itself. A second sign is lazy after a range; everything else is
  // a quantifier of its own in this syntax, so that x{1,3}+ is (?:x{1,3})+.
  Status read_brace() {
    const std::size_t begin = position_++;
    const std::string low(take_while(is_digit));
    const bool range = take(",");
    const std::string high(range ? take_while(is_digit) : std::string_view{});
    if (!take("}") || (low.empty() && high.empty())) {
      position_ = begin + 1;
      add_atom(R"(\{)");
      return {};
    }
    const std::string interval = "{" + (low.empty() ? "0" : low) + (range ? "," : "") + high + "}";
    return quantify(interval + (range && take("?") ? "?" : ""));
  }

  // PCRE2 reads no quantifier behind a quantifier; a group says the same.
  Status quantify(const std::string& quantifier) {
    if (atom_ == kNone) return refused("nothing to repeat before " + quantifier);
    if (quantified_) {
      out_.insert(atom_, "(?:");
      out_.push_back(')');
    }
    out_ += quantifier;
    quantified_ = true;
    return {};
  }

  Status read_escape() {
    if (at_end()) return refused(R"(a \ at the end)");
    const char c = peek();
    if (c == 'b' || c == 'B') return add_word_boundary();
    if (c == 'A' || c == 'z' || c == 'Z') {
      out_.push_back('\\');
      copy_anchor();
      return {};
    }
    if (c >= '1' && c <= '9') return read_back_reference();
    if (is_set_escape(c)) {
      const Result<SetEscape> escape = read_set_escape(Place::outside);
      if (!escape.ok()) return escape.status();
      CharacterClass characters(found_);
      characters.add(escape->set);
      add_atom(characters.spell(escape->negated));
      return {};
    }
    const Result<char32_t> character = read_character_escape();
    if (!character.ok()) return character.status();
    return add_character(character.value());
  }

  Status add_word_boundary() {
    CharacterClass characters(found_);
    characters.add(word_characters());
    const std::string word = characters.spell(false);
    const bool inside = source_[position_++] == 'B';
    const std::string first = inside ? "(?!" : "(?=";
    const std::string second = inside ? "(?=" : "(?!";
    out_ += "(?:(?<=" + word + ")" + second + word + ")|(?<!" + word + ")" + first + word + "))";
    atom_ = kNone;
    return {};
  }

  Status read_back_reference() {
    const std::string_view digits = take_while(is_digit);
    if (digits.size() > 1 || caseless_) return refused(std::string("the reference \\").append(digits));
    add_atom("\\");
    out_.append(digits);
    return {};
  }

  // --- inside brackets ---

  Status read_bracket() {
    const bool negated = take("^");
    if (peek() == ']') return refused("a bracket that begins with ]");
    CharacterClass characters(found_);
    while (!take("]")) {
      if (at_end()) return refused("a [ without ]");
      TG_RETURN_IF_ERROR(read_bracket_item(characters));
    }
    if (caseless_) {
      if (!negated && has_long_variants(characters.wanted())) {
        return refused("a character that is several ones in another case");
      }
      characters.add_case_variants();
    }
    add_atom(characters.spell(negated));
    return {};
  }

  Status read_bracket_item(CharacterClass& characters) {
    if (sees("&&")) return refused("an intersection (&&) of brackets");
    if (sees_set()) return read_bracket_set(characters);
    const Result<char32_t> first = read_bracket_character();
    if (!first.ok()) return first.status();
    if (!sees("-") || sees("-]")) {
      characters.add(first.value(), first.value());
      return {};
    }
    ++position_;
    if (sees_set()) return refused("a range that ends in a set");
    const Result<char32_t> last = read_bracket_character();
    if (!last.ok()) return last.status();
    if (last.value() < first.value()) return refused("a range that ends before it begins");
    characters.add(first.value(), last.value());
    return {};
  }

  bool sees_set() const {
    return sees("[:") || (peek() == '\\' && position_ + 1 < source_.size() && is_set_escape(source_[position_ + 1]));
  }

  // A hyphen behind a set stands for itself.
  Status read_bracket_set(CharacterClass& characters) {
    const Result<SetEscape> set = take("[:")   ? read_posix_name()
                                  : take("\\") ? read_set_escape(Place::in_bracket)
                                               : refused("");
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

  Result<char32_t> read_bracket_character() {
    if (at_end()) return refused("a [ without ]");
    if (peek() == '[') return refused("a bracket within a bracket");
    if (!take("\\")) return take_character();
    return take("b") ? Result<char32_t>(U'\b') : read_character_escape();
  }

  Result<SetEscape> read_posix_name() {
    const bool negated = take("^");
    const std::string name(take_while(is_ascii_letter));
    std::optional<NamedCharacters> set = characters_of_posix_set(name);
    if (!take(":]") || !set) return refused("the set [:" + name + ":]");
    return SetEscape{std::move(*set), negated};
  }

  // --- escapes that both places share; the backslash is read ---

  static bool is_set_escape(char c) { return std::string_view("sSdDwWhHpP").find(c) != std::string_view::npos; }

  Result<SetEscape> read_set_escape(Place place) {
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

  Result<SetEscape> read_property(Place place, bool negated) {
    const auto is_name = [](char c) {
      return is_ascii_letter(c) || is_digit(c) || c == '_' || c == ' ' || c == '-' || c == '&';
    };
    if (!take("{")) return refused(R"(a \p without {…})");
    if (take("^")) negated = !negated;
    const std::string name(take_while(is_name));
    if (name.empty() || !take("}")) return refused(R"(the property \p{)" + name);
    if (place == Place::outside && is_word_property(name)) return SetEscape{word_characters(), negated};
    std::optional<NamedCharacters> set = characters_of_property(name);
    if (!set) return refused(R"(the property \p{)" + name + "}");
    return SetEscape{std::move(*set), negated};
  }

  Result<char32_t> read_character_escape() {
    if (at_end()) return refused(R"(a \ at the end)");
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
    if (named) return refused("the escape \\" + std::string(1, static_cast<char>(c)));
    return c;
  }

  std::string_view take_digits(std::size_t most) {
    const std::size_t begin = position_;
    while (position_ - begin < most && is_hex_digit(peek())) ++position_;
    return source_.substr(begin, position_ - begin);
  }

  Result<char32_t> read_braced_code_point() {
    const std::string_view digits = take_while(is_hex_digit);
    return read_code_point(digits, take("}"));
  }

  // \xHH is a byte in Oniguruma; from 80 on it would be a part of a character.
  Result<char32_t> read_byte() {
    const std::string_view digits = take_digits(2);
    if (digits.size() == 2 && digits[0] > '7') return refused("the byte \\x" + std::string(digits));
    return read_code_point(digits, true);
  }

  static Result<char32_t> read_code_point(std::string_view digits, bool closed) {
    std::uint32_t code_point = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), code_point, 16);
    const bool is_character = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
    if (digits.empty() || digits.size() > 6 || !closed || !is_character) {
      return refused("the code point \\x" + std::string(digits));
    }
    return static_cast<char32_t>(code_point);
  }

  struct OpenGroup {
    std::size_t atom;  // where it begins in out_, or kNone
    bool caseless_outside;
  };

  std::string_view source_;
  const CharactersFound& found_;
  std::size_t position_ = 0;
  std::string out_;
  std::vector<OpenGroup> groups_;
  std::size_t atom_ = kNone;   // where in out_ that begins which a quantifier would repeat
  bool quantified_ = false;    // that already has a quantifier
  bool caseless_ = false;      // letters stand for both cases here
  std::vector<char32_t> run_;  // folded characters that stand together in a caseless place,
  std::size_t run_end_ = 0;    // up to here in out_
};

}  // namespace

Result<std::string> oniguruma_to_pcre2(std::string_view source, const CharactersFound& found) {
  return Translator(source, found).translate();
}

}  // namespace tg
