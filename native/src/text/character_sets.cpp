#include "text/character_sets.h"

#include <array>
#include <iterator>
#include <span>

#include "text/generated/binary_properties.inc"
#include "text/scripts.h"
#include "text/unicode.h"

namespace tg {
namespace {

struct CategoryName {
  std::string_view abbreviation;
  std::string_view name;
  Category first;
  Category last;
};

constexpr CategoryName kCategoryNames[] = {
    {"L", "letter", Category::Lu, Category::Lo},
    {"Lu", "uppercaseletter", Category::Lu, Category::Lu},
    {"Ll", "lowercaseletter", Category::Ll, Category::Ll},
    {"Lt", "titlecaseletter", Category::Lt, Category::Lt},
    {"L&", "casedletter", Category::Lu, Category::Lt},
    {"Lm", "modifierletter", Category::Lm, Category::Lm},
    {"Lo", "otherletter", Category::Lo, Category::Lo},
    {"M", "mark", Category::Mn, Category::Me},
    {"Mn", "nonspacingmark", Category::Mn, Category::Mn},
    {"Mc", "spacingmark", Category::Mc, Category::Mc},
    {"Me", "enclosingmark", Category::Me, Category::Me},
    {"N", "number", Category::Nd, Category::No},
    {"Nd", "decimalnumber", Category::Nd, Category::Nd},
    {"Nl", "letternumber", Category::Nl, Category::Nl},
    {"No", "othernumber", Category::No, Category::No},
    {"P", "punctuation", Category::Pc, Category::Po},
    {"Pc", "connectorpunctuation", Category::Pc, Category::Pc},
    {"Pd", "dashpunctuation", Category::Pd, Category::Pd},
    {"Ps", "openpunctuation", Category::Ps, Category::Ps},
    {"Pe", "closepunctuation", Category::Pe, Category::Pe},
    {"Pi", "initialpunctuation", Category::Pi, Category::Pi},
    {"Pf", "finalpunctuation", Category::Pf, Category::Pf},
    {"Po", "otherpunctuation", Category::Po, Category::Po},
    {"S", "symbol", Category::Sm, Category::So},
    {"Sm", "mathsymbol", Category::Sm, Category::Sm},
    {"Sc", "currencysymbol", Category::Sc, Category::Sc},
    {"Sk", "modifiersymbol", Category::Sk, Category::Sk},
    {"So", "othersymbol", Category::So, Category::So},
    {"Z", "separator", Category::Zs, Category::Zp},
    {"Zs", "spaceseparator", Category::Zs, Category::Zs},
    {"Zl", "lineseparator", Category::Zl, Category::Zl},
    {"Zp", "paragraphseparator", Category::Zp, Category::Zp},
    {"Cc", "control", Category::Cc, Category::Cc},
    {"Cf", "format", Category::Cf, Category::Cf},
    {"Co", "privateuse", Category::Co, Category::Co},
    {"Cn", "unassigned", Category::Cn, Category::Cn},
};

std::string folded_name(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c != ' ' && c != '-' && c != '_') folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  return folded;
}

// One pass over all code points a process, for all categories.
const CodePointSet& characters_of(Category category) {
  constexpr std::size_t kCategories = 30;
  static const auto sets = [] {
    std::array<std::vector<CodePointSet::Range>, kCategories> ranges;
    for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
      auto& of_category = ranges[static_cast<std::size_t>(category_of(code_point))];
      if (of_category.empty() || of_category.back().last + 1 != code_point) {
        of_category.push_back({code_point, code_point});
      }
      of_category.back().last = code_point;
    }
    std::array<CodePointSet, kCategories> made;
    for (std::size_t i = 0; i < kCategories; ++i) made[i] = CodePointSet(std::move(ranges[i]));
    return made;
  }();
  return sets[static_cast<std::size_t>(category)];
}

CodePointSet characters_between(Category first, Category last) {
  CodePointSet set;
  for (auto at = static_cast<unsigned>(first); at <= static_cast<unsigned>(last); ++at) {
    set = set.united(characters_of(static_cast<Category>(at)));
  }
  return set;
}

// `ranges`: first, last, first, last, …
CodePointSet characters_in(std::span<const char32_t> ranges) {
  std::vector<CodePointSet::Range> pairs;
  for (std::size_t at = 0; at + 1 < ranges.size(); at += 2) pairs.push_back({ranges[at], ranges[at + 1]});
  return CodePointSet(std::move(pairs));
}

NamedCharacters both(const NamedCharacters& set, const NamedCharacters& other) {
  return {set.characters.united(other.characters), set.about + other.about};
}

// --- what names stand for ---

NamedCharacters alphabetic() {
  return {characters_in(unicode::kAlphabetic), R"(\p{Alphabetic})"};
}
NamedCharacters lower_case() {
  return {characters_in(unicode::kLowercase), R"(\p{Lowercase})"};
}
NamedCharacters upper_case() {
  return {characters_in(unicode::kUppercase), R"(\p{Uppercase})"};
}
NamedCharacters emoji() {
  return {characters_in(unicode::kEmoji), R"(\p{Emoji})"};
}
NamedCharacters emoji_presentation() {
  return {characters_in(unicode::kEmojiPresentation), R"(\p{Emoji_Presentation})"};
}
NamedCharacters extended_pictographic() {
  return {characters_in(unicode::kExtendedPictographic), R"(\p{Extended_Pictographic})"};
}
NamedCharacters punctuation() {
  return {characters_between(Category::Pc, Category::Po), R"(\p{P})"};
}
NamedCharacters punctuation_and_symbols() {
  return {characters_between(Category::Pc, Category::So), R"(\p{P}\p{S})"};
}
NamedCharacters letters_and_digits() {
  return both(alphabetic(), decimal_digits());
}
NamedCharacters cased_letters() {
  return {characters_between(Category::Lu, Category::Lt), R"(\p{L&})"};
}
NamedCharacters controls() {
  return {characters_of(Category::Cc), R"(\p{Cc})"};
}
NamedCharacters other() {
  return {characters_between(Category::Cc, Category::Co).united(characters_of(Category::Cn)), R"(\p{C})"};
}
NamedCharacters blanks() {
  return {characters_of(Category::Zs).united(CodePointSet({{'\t', '\t'}})), R"(\p{Zs}\x{9})"};
}
NamedCharacters any() {
  return {CodePointSet::all(), R"(\p{Any})"};
}
NamedCharacters assigned() {
  return {characters_of(Category::Cn).complement(), R"(\P{Cn})"};
}
NamedCharacters ascii() {
  return {CodePointSet({{0, 0x7F}}), R"(\x{0}-\x{7F})"};
}
NamedCharacters visible() {
  return {assigned().characters.without(white_space().characters).without(controls().characters), ""};
}
NamedCharacters printable() {
  return {visible().characters.united(characters_of(Category::Zs)), ""};
}

struct Named {
  std::string_view name;
  NamedCharacters (*characters)();
};

// [:punct:] is the only one that means something else as a property.
constexpr Named kPosixSets[] = {
    {"punct", punctuation_and_symbols},
    {"word", word_characters_in_bracket},
    {"alpha", alphabetic},
    {"alnum", letters_and_digits},
    {"digit", decimal_digits},
    {"lower", lower_case},
    {"upper", upper_case},
    {"space", white_space},
    {"xdigit", hex_digits},
    {"cntrl", controls},
    {"blank", blanks},
    {"ascii", ascii},
    {"graph", visible},
    {"print", printable},
};

constexpr Named kProperties[] = {
    {"punct", punctuation},
    {"c", other},
    {"other", other},
    {"any", any},
    {"assigned", assigned},
    {"alphabetic", alphabetic},
    {"lowercase", lower_case},
    {"uppercase", upper_case},
    {"whitespace", white_space},
    {"lc", cased_letters},
    {"emoji", emoji},
    {"emojipresentation", emoji_presentation},
    {"extendedpictographic", extended_pictographic},
};

std::optional<NamedCharacters> find(std::span<const Named> sets, std::string_view folded) {
  for (const Named& set : sets) {
    if (set.name == folded) return set.characters();
  }
  return std::nullopt;
}

std::optional<NamedCharacters> characters_of_category(std::string_view folded) {
  for (const CategoryName& category : kCategoryNames) {
    if (category.name != folded && folded_name(category.abbreviation) != folded) continue;
    return NamedCharacters{characters_between(category.first, category.last),
                           R"(\p{)" + std::string(category.abbreviation) + "}"};
  }
  return std::nullopt;
}

std::optional<NamedCharacters> characters_of_script(std::string_view folded) {
  for (const std::string_view script : script_names()) {
    if (folded_name(script) != folded) continue;
    return NamedCharacters{characters_of_script_called(script), R"(\p{sc:)" + std::string(script) + "}"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<NamedCharacters> characters_of_property(std::string_view name) {
  const std::string folded = folded_name(name);
  if (auto found = characters_of_category(folded)) return found;
  if (auto found = find(kProperties, folded)) return found;
  if (auto found = find(kPosixSets, folded)) return found;
  return characters_of_script(folded);
}

std::optional<NamedCharacters> characters_of_posix_set(std::string_view name) {
  return find(kPosixSets, folded_name(name));
}

bool is_word_property(std::string_view name) {
  return folded_name(name) == "word";
}

NamedCharacters white_space() {
  return {CodePointSet({{0x9, 0xD},
                        {0x20, 0x20},
                        {0x85, 0x85},
                        {0xA0, 0xA0},
                        {0x1680, 0x1680},
                        {0x2000, 0x200A},
                        {0x2028, 0x2029},
                        {0x202F, 0x202F},
                        {0x205F, 0x205F},
                        {0x3000, 0x3000}}),
          ""};
}

NamedCharacters decimal_digits() {
  return {characters_of(Category::Nd), R"(\p{Nd})"};
}

NamedCharacters hex_digits() {
  return {CodePointSet({{'0', '9'}, {'A', 'F'}, {'a', 'f'}}), ""};
}

NamedCharacters word_characters_in_bracket() {
  const NamedCharacters marks{characters_between(Category::Mn, Category::Me), R"(\p{M})"};
  const NamedCharacters connectors{characters_of(Category::Pc), R"(\p{Pc})"};
  return both(both(letters_and_digits(), marks), connectors);
}

NamedCharacters word_characters() {
  const NamedCharacters few{CodePointSet({{0xB2, 0xB3}, {0xB9, 0xB9}, {0xBC, 0xBE}}), ""};
  return both(word_characters_in_bracket(), few);
}

}  // namespace tg
