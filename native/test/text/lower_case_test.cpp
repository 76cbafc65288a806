// Lower case of single characters.
#include "text/lower_case.h"

#include "check.h"
#include "text/generated/lower_case.inc"
#include "text/utf8.h"

namespace tg::test {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded character = decode_utf8(text, at);
    append_lower_case(out, character.code_point);
    at += character.length;
  }
  return out;
}

TEST("capitals of any script become small letters") {
  CHECK_EQUAL(lower("AZaz09[@É Σ Ж Ⅷ 𐐀"), "azaz09[@é σ ж ⅷ 𐐨");
}

TEST("no context is looked at: a sigma at the end of a word is one like any other") {
  CHECK_EQUAL(lower("ΟΔΟΣ"), "οδοσ");
}

TEST("one character may become two") {
  CHECK_EQUAL(lower("İ"), "i\u0307");
}

TEST("letters newer than the tables are lowered as the reference does") {
  std::string out;
  append_lower_case(out, 0x10D50);
  append_lower_case(out, 0xA7DC);
  CHECK_EQUAL(out, "\U00010D70\u019B");
}

TEST("only ASCII without capitals is surely in lower case") {
  CHECK(is_surely_lower_case("az 09"));
  CHECK(!is_surely_lower_case("aZ"));
  CHECK(!is_surely_lower_case("é"));
}

TEST("no mapping is hidden by the look at categories before it") {
  for (const unicode::LowerMapping& mapping : unicode::kLowerMappings) {
    const LowerCase found = lower_case(mapping.from);
    if (found.first != mapping.to || found.then != mapping.then) {
      fail(__FILE__, __LINE__, "code point " + std::to_string(mapping.from));
    }
  }
}

}  // namespace
}  // namespace tg::test
