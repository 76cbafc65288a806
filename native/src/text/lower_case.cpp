#include "text/lower_case.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/generated/lower_case.inc"
#include "text/utf8.h"

namespace tg {

void append_lower_case(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    const bool is_capital = code_point >= 'A' && code_point <= 'Z';
    out.push_back(static_cast<char>(is_capital ? code_point + ('a' - 'A') : code_point));
    return;
  }
  const auto* const found =
      std::ranges::lower_bound(unicode::kLowerMappings, code_point, {}, &unicode::LowerMapping::from);
  if (found == std::end(unicode::kLowerMappings) || found->from != code_point) return append_utf8(out, code_point);
  append_utf8(out, found->to);
  if (found->then != 0) append_utf8(out, found->then);
}

bool is_surely_lower_case(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && !(byte >= 'A' && byte <= 'Z');
  });
}

}  // namespace tg
