// Classes for a matcher that is wrong about a set, here one that misses 'c' and takes '5' for a letter.
#include "text/class_spelling.h"

#include "check.h"

namespace tg {
namespace {

const NamedCharacters kLetters{CodePointSet({{'a', 'c'}}), R"(\p{L})"};
const NamedCharacters kNotThere{CodePointSet({{'x', 'z'}}), R"(\p{New})"};

std::optional<CodePointSet> wrong(const NamedCharacters& set) {
  if (set.about == kNotThere.about) return std::nullopt;
  return CodePointSet({{'a', 'b'}, {'5', '5'}});
}
std::optional<CodePointSet> right(const NamedCharacters& set) {
  return set.characters;
}

std::string spelled(const CharactersFound& found, bool complement, bool negated, char32_t listed = 0) {
  CharacterClass characters(found);
  complement ? characters.add_complement(kLetters) : characters.add(kLetters);
  if (listed != 0) characters.add(listed, listed);
  return characters.spell(negated);
}

TEST("a class adds what the matcher misses and takes away what it has too much") {
  const CharactersFound found = wrong;
  CHECK_EQUAL(spelled(found, false, false), R"((?:(?![5])[\p{L}c]))");
  CHECK_EQUAL(spelled(found, false, true), R"((?:[^\p{L}c]|[5]))");
  CHECK_EQUAL(spelled(found, false, false, '5'), R"([\p{L}c])");
  CHECK_EQUAL(spelled(found, true, false), R"((?:(?![c])[\P{L}5]))");
  CHECK_EQUAL(spelled(found, true, false, 'c'), R"([\P{L}5])");
}

TEST("a class is left alone where the matcher is right") {
  const CharactersFound found = right;
  CHECK_EQUAL(spelled(found, false, false), R"([\p{L}])");
  CHECK_EQUAL(spelled(found, true, true, '-'), R"([^\P{L}])");
}

TEST("a set that the matcher does not know is listed") {
  const CharactersFound found = wrong;
  CharacterClass characters(found);
  characters.add(kNotThere);
  CHECK_EQUAL(characters.spell(false), "[x-z]");
}

TEST("a class without characters matches nothing, and its complement all") {
  const CharactersFound found = right;
  CHECK_EQUAL(CharacterClass(found).spell(false), "(?:(?!))");
  CHECK_EQUAL(CharacterClass(found).spell(true), "(?s:.)");
}

TEST("case variants come in groups") {
  const CharactersFound found = right;
  CharacterClass characters(found);
  characters.add('k', 'k');
  characters.add('1', '1');
  characters.add_case_variants();
  CHECK_EQUAL(characters.spell(false), R"([1Kk\x{212A}])");
}

}  // namespace
}  // namespace tg
