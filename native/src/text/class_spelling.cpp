#include "text/class_spelling.h"

#include <cstdio>

#include "text/case_folds.h"

namespace tg {
namespace {

bool is_letter_or_digit(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// As the content of a bracket.
std::string spell(const CodePointSet& set) {
  std::string content;
  for (const auto& [first, last] : set.ranges()) {
    content += spell_character(first);
    if (first != last) content.append("-").append(spell_character(last));
  }
  return content;
}

std::string in_bracket(const std::string& content, bool negated) {
  if (content.empty()) return negated ? "(?s:.)" : "(?:(?!))";
  return (negated ? "[^" : "[") + content + "]";
}

// \p{X}, whose complement is \P{X}.
bool is_single_property(std::string_view about) {
  return about.starts_with(R"(\p{)") && about.find('}') == about.size() - 1;
}

}  // namespace

std::string spell_character(char32_t code_point) {
  if (is_letter_or_digit(code_point)) return {static_cast<char>(code_point)};
  char spelled[16];
  std::snprintf(spelled, sizeof spelled, "\\x{%X}", static_cast<unsigned>(code_point));
  return spelled;
}

void CharacterClass::add(const NamedCharacters& set) {
  const std::optional<CodePointSet> found = set.about.empty() ? std::nullopt : found_by_matcher_(set);
  named_ = named_.united(set.characters);
  if (!found) return;
  found_ = found_.united(*found);
  about_ += set.about;
}

void CharacterClass::add_complement(const NamedCharacters& set) {
  const std::optional<CodePointSet> found = is_single_property(set.about) ? found_by_matcher_(set) : std::nullopt;
  named_ = named_.united(set.characters.complement());
  if (!found) return;
  found_ = found_.united(found->complement());
  about_ += R"(\P)" + set.about.substr(2);
}

void CharacterClass::add_case_variants() {
  const CodePointSet variants = with_case_variants(wanted());
  listed_.insert(listed_.end(), variants.ranges().begin(), variants.ranges().end());
}

std::string CharacterClass::spell(bool negated) const {
  const CodePointSet listed(listed_);
  const CodePointSet surplus = found_.without(named_).without(listed);
  const std::string content = about_ + tg::spell(named_.united(listed).without(found_));
  if (surplus.is_empty()) return in_bracket(content, negated);
  const std::string others = in_bracket(tg::spell(surplus), false);
  if (negated) return "(?:" + in_bracket(content, true) + "|" + others + ")";
  return "(?:(?!" + others + ")" + in_bracket(content, false) + ")";
}

}  // namespace tg
