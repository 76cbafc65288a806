// One pass over the pattern, no tree. It rewrites what the two libraries read differently (classes of characters, case,
// stacked quantifiers, x{1,3}+), and refuses what it does not know to be read alike.
#include "text/oniguruma_dialect.h"

#include <algorithm>
#include <span>
#include <vector>

#include "text/case_folds.h"
#include "text/oniguruma_reader.h"

namespace tg {
namespace {

constexpr std::size_t kNone = std::string::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Translator {
 public:
  Translator(std::string_view source, const CharactersFound& found) : in_(source), found_(found) {}

  Result<std::string> translate() {
    while (!in_.at_end()) TG_RETURN_IF_ERROR(read_item());
    return std::move(out_);
  }

 private:
  Status read_item() {
    switch (in_.peek()) {
      case '\\':
        in_.take_byte();
        return read_escape();
      case '[':
        in_.take_byte();
        return read_bracket();
      case '(':
        in_.take_byte();
        return open_group();
      case ')':
        in_.take_byte();
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
        in_.take_byte();
        add_atom(".");
        return {};
      default:
        return add_character(in_.take_character());
    }
  }

  // `|`, `^` and `$`: nothing that a quantifier could repeat.
  void copy_anchor() {
    out_.push_back(in_.take_byte());
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

  Status add_character(char32_t code_point) {
    if (!caseless_) {
      add_atom(spell_character(code_point));
      return {};
    }
    CharacterClass variants(found_);
    variants.add(code_point, code_point);
    if (has_long_variants(variants.wanted()))
      return refused_pattern("a character that is several ones in another case");
    if (run_end_ != out_.size()) run_.clear();
    run_.push_back(folded(code_point));
    for (std::size_t length = 2; length <= std::min<std::size_t>(3, run_.size()); ++length) {
      if (is_one_in_other_case(std::span(run_).last(length))) {
        return refused_pattern("characters that are a single one in another case");
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
    if (in_.peek() == '*') return refused_pattern("(* has no meaning in common");
    if (in_.peek() != '?') return push_group("", begin);
    if (in_.take("?:")) return push_group("?:", begin);
    if (in_.take("?>")) return push_group("?>", begin);
    if (in_.take("?i:")) return push_group("?:", begin, true);
    if (in_.take("?-i:")) return push_group("?:", begin, false);
    for (const std::string_view opening : {"?=", "?!", "?<=", "?<!"}) {
      if (in_.take(opening)) return push_group(opening, kNone);
    }
    // Elsewhere the two libraries disagree about how far the option reaches across `|`.
    if (in_.position() == 1 && in_.take("?i)")) {
      caseless_ = true;
      return {};
    }
    return refused_pattern("a group that begins with (" + std::string(in_.ahead(3)));
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
    if (groups_.empty()) return refused_pattern("a ) without (");
    out_.push_back(')');
    atom_ = groups_.back().atom;
    caseless_ = groups_.back().caseless_outside;
    quantified_ = false;
    groups_.pop_back();
    return {};
  }

  // `*`, `+` or `?`, lazy or possessive by a second sign.
  Status read_quantifier() {
    const std::size_t begin = in_.position();
    in_.take_byte();
    if (in_.peek() == '?' || in_.peek() == '+') in_.take_byte();
    return quantify(std::string(in_.since(begin)));
  }

  // {n}, {n,}, {n,m}, {,m}; any other brace stands for itself. A second sign is lazy after a range; everything else is
  // a quantifier of its own in this syntax, so that x{1,3}+ is (?:x{1,3})+.
  Status read_brace() {
    in_.take_byte();
    const std::size_t begin = in_.position();
    const std::string low(in_.take_while(is_digit));
    const bool range = in_.take(",");
    const std::string high(range ? in_.take_while(is_digit) : std::string_view{});
    if (!in_.take("}") || (low.empty() && high.empty())) {
      in_.go_back(begin);
      add_atom(R"(\{)");
      return {};
    }
    const std::string interval = "{" + (low.empty() ? "0" : low) + (range ? "," : "") + high + "}";
    return quantify(interval + (range && in_.take("?") ? "?" : ""));
  }

  // PCRE2 reads no quantifier behind a quantifier; a group says the same.
  Status quantify(const std::string& quantifier) {
    if (atom_ == kNone) return refused_pattern("nothing to repeat before " + quantifier);
    if (quantified_) {
      out_.insert(atom_, "(?:");
      out_.push_back(')');
    }
    out_ += quantifier;
    quantified_ = true;
    return {};
  }

  Status read_escape() {
    if (in_.at_end()) return refused_pattern(R"(a \ at the end)");
    const char c = in_.peek();
    if (c == 'b' || c == 'B') return add_word_boundary();
    if (c == 'A' || c == 'z' || c == 'Z') {
      out_.push_back('\\');
      copy_anchor();
      return {};
    }
    if (c >= '1' && c <= '9') return read_back_reference();
    if (in_.sees_set_escape()) {
      const Result<SetEscape> escape = in_.read_set_escape(Place::outside);
      if (!escape.ok()) return escape.status();
      CharacterClass characters(found_);
      characters.add(escape->set);
      add_atom(characters.spell(escape->negated));
      return {};
    }
    const Result<char32_t> character = in_.read_character_escape();
    if (!character.ok()) return character.status();
    return add_character(character.value());
  }

  Status add_word_boundary() {
    CharacterClass characters(found_);
    characters.add(word_characters());
    const std::string word = characters.spell(false);
    const bool inside = in_.take_byte() == 'B';
    const std::string first = inside ? "(?!" : "(?=";
    const std::string second = inside ? "(?=" : "(?!";
    out_ += "(?:(?<=" + word + ")" + second + word + ")|(?<!" + word + ")" + first + word + "))";
    atom_ = kNone;
    return {};
  }

  Status read_back_reference() {
    const std::string_view digits = in_.take_while(is_digit);
    if (digits.size() > 1 || caseless_) return refused_pattern(std::string("the reference \\").append(digits));
    add_atom("\\");
    out_.append(digits);
    return {};
  }

  Status read_bracket() {
    const bool negated = in_.take("^");
    CharacterClass characters(found_);
    TG_RETURN_IF_ERROR(in_.read_bracket(characters));
    if (caseless_) {
      if (!negated && has_long_variants(characters.wanted())) {
        return refused_pattern("a character that is several ones in another case");
      }
      characters.add_case_variants();
    }
    add_atom(characters.spell(negated));
    return {};
  }

  struct OpenGroup {
    std::size_t atom;  // where it begins in out_, or kNone
    bool caseless_outside;
  };

  OnigurumaReader in_;
  const CharactersFound& found_;
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
