// Spells classes of characters for PCRE2 so that they are exact whatever version of Unicode it has: its own property
// where it has about the same set, which is fast, with the characters that are missing added and those too many taken
// away.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "text/character_sets.h"

namespace tg {

// What the matcher itself takes for a named set, spelled as its `about`; nothing when it cannot read that.
using CharactersFound = std::function<std::optional<CodePointSet>(const NamedCharacters& set)>;

// A character, spelled so that it stands for itself inside and outside of brackets.
std::string spell_character(char32_t code_point);

// What stands in a bracket.
class CharacterClass {
 public:
  // `found` must outlive the class.
  explicit CharacterClass(const CharactersFound& found) : found_by_matcher_(found) {}

  void add(char32_t first, char32_t last) { listed_.push_back({first, last}); }
  void add(const NamedCharacters& set);
  void add_complement(const NamedCharacters& set);

  // All characters in it.
  CodePointSet wanted() const { return named_.united(CodePointSet(listed_)); }
  void add_case_variants();

  // An atom: the class, or everything else.
  std::string spell(bool negated) const;

 private:
  const CharactersFound& found_by_matcher_;
  std::vector<CodePointSet::Range> listed_;
  CodePointSet named_;  // what the sets should have
  CodePointSet found_;  // what the matcher takes for them
  std::string about_;
};

}  // namespace tg
