#include "text/lower_case.h"

#include <algorithm>
#include <iterator>

#include "text/ascii.h"
#include "text/generated/lower_case.inc"
#include "text/unicode.h"
#include "text/utf8.h"

namespace tg {

namespace {

// Capitals, numerals and circled letters, and characters newer than the categories: no other has a lower case.
bool may_have_lower_case(char32_t code_point) {
  const Category category = category_of(code_point);
  return category == Category::Lu || category == Category::Lt || category == Category::Nl || category == Category::So ||
         category == Category::Cn;
}

}  // namespace

LowerCase lower_case(char32_t code_point) {
  if (code_point < 0x80) {
    const bool is_capital = code_point >= 'A' && code_point <= 'Z';
    return {is_capital ? code_point + ('a' - 'A') : code_point, 0};
  }
  if (!may_have_lower_case(code_point)) return {code_point, 0};
  const auto* const found =
      std::ranges::lower_bound(unicode::kLowerMappings, code_point, {}, &unicode::LowerMapping::from);
  if (found == std::end(unicode::kLowerMappings) || found->from != code_point) return {code_point, 0};
  return {found->to, found->then};
}

void append_lower_case(std::string& out, char32_t code_point) {
  const LowerCase lower = lower_case(code_point);
  append_utf8(out, lower.first);
  if (lower.then != 0) append_utf8(out, lower.then);
}

bool is_surely_lower_case(std::string_view text) {
  return ascii::is_lower_case(text);
}

}  // namespace tg
