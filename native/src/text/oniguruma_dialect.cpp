// One pass over the pattern, no tree. It rewrites what the two libraries read differently (\s, \w, \h, \v, scripts,
// stacked quantifiers, x{1,3}+), and refuses what it does not know to be read alike.
#include "text/oniguruma_dialect.h"

#include <vector>

#include "text/named_sets.h"
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

// A set of characters as the content of a bracket.
struct CharSet {
  std::string content;
  bool negated = false;
};

class Translator {
 public:
  Translator(std::string_view source, bool (*is_script)(std::string_view)) : source_(source), is_script_(is_script) {}

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
      default:
        copy_character();
        return {};
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

  void copy_character() {
    const std::size_t length = utf8_length(static_cast<unsigned char>(peek()));
    add_atom(source_.substr(position_, length));
    position_ += length;
  }

  Status open_group() {
    const std::size_t begin = out_.size();
    if (peek() == '*') return refused("(* has no meaning in common");
    if (peek() != '?') return push_group("", begin);
    for (const std::string_view opening : {"?:", "?>", "?i:", "?-i:"}) {
      if (take(opening)) return push_group(opening, begin);
    }
    for (const std::string_view opening : {"?=", "?!", "?<=", "?<!"}) {
      if (take(opening)) return push_group(opening, kNone);
    }
    // Elsewhere the two libraries disagree about how far the option reaches across `|`.
    if (out_.empty() && take("?i)")) {
      out_ = "(?i)";
      return {};
    }
    return refused("a group that begins with (" + std::string(source_.substr(position_, 3)));
  }

  // `atom`: what a quantifier behind the group repeats; kNone for look-around.
  Status push_group(std::string_view opening, std::size_t atom) {
    out_.append("(").append(opening);
    groups_.push_back(atom);
    atom_ = kNone;
    return {};
  }

  Status close_group() {
    if (groups_.empty()) return refused("a ) without (");
    out_.push_back(')');
    atom_ = groups_.back();
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
      Result<CharSet> set = read_set_escape();
      if (!set.ok()) return set.status();
      add_atom((set->negated ? "[^" : "[") + set->content + "]");
      return {};
    }
    const Result<std::string> character = read_character_escape();
    if (!character.ok()) return character.status();
    add_atom(character.value());
    return {};
  }

  Status add_word_boundary() {
    const std::string word = "[" + std::string(kWord) + "]";
    const bool inside = source_[position_++] == 'B';
    const std::string first = inside ? "(?!" : "(?=";
    const std::string second = inside ? "(?=" : "(?!";
    out_ += "(?:(?<=" + word + ")" + second + word + ")|(?<!" + word + ")" + first + word + "))";
    atom_ = kNone;
    return {};
  }

  Status read_back_reference() {
    const std::string_view digits = take_while(is_digit);
    if (digits.size() > 1) return refused(std::string("the reference \\").append(digits));
    add_atom("\\");
    out_.append(digits);
    return {};
  }

  // --- inside brackets ---

  Status read_bracket() {
    begin_atom();
    out_ += take("^") ? "[^" : "[";
    if (peek() == ']') return refused("a bracket that begins with ]");
    range_open_ = false;
    while (!take("]")) {
      if (at_end()) return refused("a [ without ]");
      TG_RETURN_IF_ERROR(read_bracket_item());
    }
    out_.push_back(']');
    return {};
  }

  Status read_bracket_item() {
    if (sees("&&")) return refused("an intersection (&&) of brackets");
    if (take("[:")) return add_set_in_bracket(read_posix_name());
    if (peek() == '[') return refused("a bracket within a bracket");
    if (take("\\")) {
      if (is_set_escape(peek())) return add_set_in_bracket(read_set_escape());
      return add_character_in_bracket(take("b") ? std::string(R"(\x{8})") : read_character_escape());
    }
    if (peek() == '-') {
      out_.push_back(source_[position_++]);
      range_open_ = range_open_ || after_character_;
      after_character_ = false;
      return {};
    }
    const std::size_t length = utf8_length(static_cast<unsigned char>(peek()));
    position_ += length;
    return add_character_in_bracket(std::string(source_.substr(position_ - length, length)));
  }

  Status add_character_in_bracket(const Result<std::string>& character) {
    if (!character.ok()) return character.status();
    out_ += character.value();
    after_character_ = !range_open_;
    range_open_ = false;
    return {};
  }

  // A hyphen beside a set stands for itself; as the end of a range a set has no meaning.
  Status add_set_in_bracket(const Result<CharSet>& set) {
    if (!set.ok()) return set.status();
    if (range_open_) return refused("a range that ends in a set");
    if (set.value().negated && !is_single_property(set.value().content)) return refused("a negated set in a bracket");
    std::string content = set.value().content;
    if (set.value().negated) content[1] = 'P';
    out_ += content;
    if (sees("-") && !sees("-]")) {
      ++position_;
      out_ += R"(\-)";
    }
    after_character_ = false;
    return {};
  }

  // \p{X}, whose negation is \P{X}.
  static bool is_single_property(std::string_view content) {
    return content.starts_with(R"(\p{)") && content.find('}') == content.size() - 1;
  }

  Result<CharSet> read_posix_name() {
    const std::string name(take_while(is_ascii_letter));
    const std::string_view content = named_set(name);
    if (!take(":]") || content.empty()) return refused("the set [:" + name + ":]");
    return CharSet{std::string(content)};
  }

  // --- escapes that both places share; the backslash is read ---

  static bool is_set_escape(char c) { return std::string_view("sSdDwWhHpP").find(c) != std::string_view::npos; }

  Result<CharSet> read_set_escape() {
    const char c = source_[position_++];
    const bool negated = c >= 'A' && c <= 'Z';
    switch (c | 0x20) {
      case 's':
        return CharSet{negated ? R"(\p{White_Space})" : kWhiteSpace, negated};
      case 'd':
        return CharSet{R"(\p{Nd})", negated};
      case 'w':
        return CharSet{kWord, negated};
      case 'h':
        return CharSet{kHexDigit, negated};
      default:
        return read_property(negated);
    }
  }

  Result<CharSet> read_property(bool negated) {
    const auto is_name = [](char c) {
      return is_ascii_letter(c) || is_digit(c) || c == '_' || c == ' ' || c == '-' || c == '&';
    };
    if (!take("{")) return refused(R"(a \p without {…})");
    if (take("^")) negated = !negated;
    const std::string name(take_while(is_name));
    if (name.empty() || !take("}")) return refused(R"(the property \p{)" + name);
    if (const std::string_view content = named_set(name); !content.empty()) {
      return CharSet{std::string(content), negated};
    }
    // \p{Han} is Script=Han for Oniguruma; PCRE2 would take Script_Extensions.
    return CharSet{R"(\p{)" + std::string(is_script_(name) ? "sc:" : "") + name + "}", negated};
  }

  // One character, spelled so that it means the same inside and outside of brackets.
  Result<std::string> read_character_escape() {
    if (at_end()) return refused(R"(a \ at the end)");
    const char c = peek();
    if (take("x{")) return read_braced_code_point();
    if (take("x")) return read_byte();
    if (take("u")) return read_code_point(take_digits(4), true);
    if (take("v")) return std::string(R"(\x{B})");
    const std::size_t length = utf8_length(static_cast<unsigned char>(c));
    position_ += length;
    if (length > 1) return std::string(source_.substr(position_ - length, length));
    const bool known = std::string_view("tnrfae").find(c) != std::string_view::npos;
    if ((is_ascii_letter(c) || is_digit(c)) && !known) return refused("the escape \\" + std::string(1, c));
    return std::string{'\\', c};
  }

  std::string_view take_digits(std::size_t most) {
    const std::size_t begin = position_;
    while (position_ - begin < most && is_hex_digit(peek())) ++position_;
    return source_.substr(begin, position_ - begin);
  }

  Result<std::string> read_braced_code_point() {
    const std::string_view digits = take_while(is_hex_digit);
    return read_code_point(digits, take("}"));
  }

  // \xHH is a byte in Oniguruma; from 80 on it would be a part of a character.
  Result<std::string> read_byte() {
    const std::string_view digits = take_digits(2);
    if (digits.size() == 2 && digits[0] > '7') return refused("the byte \\x" + std::string(digits));
    return read_code_point(digits, true);
  }

  static Result<std::string> read_code_point(std::string_view digits, bool closed) {
    if (digits.empty() || digits.size() > 6 || !closed) return refused("the code point \\x" + std::string(digits));
    return R"(\x{)" + std::string(digits) + "}";
  }

  std::string_view source_;
  bool (*is_script_)(std::string_view);
  std::size_t position_ = 0;
  std::string out_;
  std::vector<std::size_t> groups_;  // where each open group begins in out_, or kNone
  std::size_t atom_ = kNone;         // where in out_ that begins which a quantifier would repeat
  bool quantified_ = false;          // that already has a quantifier
  bool after_character_ = false;     // in a bracket: a hyphen here would open a range
  bool range_open_ = false;          // in a bracket: behind the hyphen of a range
};

}  // namespace

Result<std::string> oniguruma_to_pcre2(std::string_view source, bool (*is_script)(std::string_view name)) {
  return Translator(source, is_script).translate();
}

}  // namespace tg
