#include "text/unicode.h"

#include "check.h"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

struct Row {
  char32_t code_point;
  Category category;
  unsigned char_class;
};

constexpr Row kRows[] = {
    {'A', Category::Lu, kUpper},      {'z', Category::Ll, kLower},        {U'ǅ', Category::Lt, kUpper},
    {U'ʰ', Category::Lm, kCaseless},  {U'中', Category::Lo, kCaseless},   {0x0301, Category::Mn, kMark},
    {0x093E, Category::Mc, kMark},    {0x20DD, Category::Me, kMark},      {'7', Category::Nd, kNumber},
    {U'Ⅷ', Category::Nl, kNumber},    {U'½', Category::No, kNumber},      {'_', Category::Pc, kSign},
    {U'«', Category::Pi, kSign},      {'$', Category::Sc, kSign},         {U'😀', Category::So, kSign},
    {' ', Category::Zs, kSpace},      {'\t', Category::Cc, kSpace},       {'\n', Category::Cc, kSpace},
    {'\r', Category::Cc, kSpace},     {0x0B, Category::Cc, kSpace},       {0x85, Category::Cc, kSpace},
    {0x2028, Category::Zl, kSpace},   {0x3000, Category::Zs, kSpace},     {0x180E, Category::Cf, kOther},
    {0x200B, Category::Cf, kOther},   {0x1C, Category::Cc, kOther},       {0xE000, Category::Co, kOther},
    {0x0378, Category::Cn, kOther},   {0x31350, Category::Lo, kCaseless}, {0x10FFFF, Category::Cn, kOther},
    {0x110000, Category::Cn, kOther}, {0xFFFFFFFF, Category::Cn, kOther},
};

TEST("characters have the category and the class of the database") {
  for (const Row& row : kRows) {
    CHECK_EQUAL(static_cast<int>(category_of(row.code_point)), static_cast<int>(row.category));
    CHECK_EQUAL(unsigned{char_class_of(row.code_point)}, row.char_class);
  }
}

TEST("the blocks that scanners do not look up are letters without case") {
  for (char32_t c = 0x5000; c <= 0x9FFF; ++c) CHECK_EQUAL(unsigned{char_class_of(c)}, unsigned{kCaseless});
  for (char32_t c = 0xB000; c <= 0xCFFF; ++c) CHECK_EQUAL(unsigned{char_class_of(c)}, unsigned{kCaseless});
}

// The Unicode consortium's own figure for version 16.0: 154,998 graphic and format characters.
TEST("the table has as many characters as the stated version") {
  CHECK_EQUAL(unicode_version(), "16.0.0");
  int characters = 0;
  int white_spaces = 0;
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    const Category category = category_of(code_point);
    characters += category != Category::Cn && category < Category::Cc ? 1 : 0;
    characters += category == Category::Cf ? 1 : 0;
    white_spaces += is_white_space(code_point) ? 1 : 0;
  }
  CHECK_EQUAL(characters, 154998);
  CHECK_EQUAL(white_spaces, 25);
}

TEST("every code point is in exactly one class, and the predicates agree with it") {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    const unsigned char_class = char_class_of(code_point);
    const bool agrees =
        (char_class & (char_class - 1)) == 0 && char_class != 0 &&
        is_letter(code_point) == ((char_class & kLetter) != 0) && is_mark(code_point) == (char_class == kMark) &&
        is_number(code_point) == (char_class == kNumber) && is_white_space(code_point) == (char_class == kSpace) &&
        (char_class == kSign) == (is_punctuation(code_point) || is_symbol(code_point));
    if (!agrees) return CHECK_EQUAL(static_cast<unsigned>(code_point), 0u);
  }
}

}  // namespace
}  // namespace tg
