#include "text/unicode.h"

#include <array>
#include <iterator>

#include "text/generated/properties.inc"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

using unicode::kBlockBits;
constexpr std::uint8_t kCategoryMask = 0x1F;
constexpr std::uint8_t kWhiteSpaceBit = 0x20;
constexpr char32_t kLastCodePoint = 0x10FFFF;

std::uint8_t properties_of(char32_t code_point) {
  if (code_point > kLastCodePoint) return 0;
  const std::size_t block = unicode::kPropertyIndex[code_point >> kBlockBits];
  return unicode::kPropertyBlocks[block << kBlockBits | (code_point & ((1u << kBlockBits) - 1))];
}

bool lies_between(char32_t code_point, Category first, Category last) {
  const Category category = category_of(code_point);
  return first <= category && category <= last;
}

constexpr std::uint8_t class_of(Category category) {
  if (category == Category::Lu || category == Category::Lt) return kUpper;
  if (category == Category::Ll) return kLower;
  if (category == Category::Lm || category == Category::Lo) return kCaseless;
  if (Category::Mn <= category && category <= Category::Me) return kMark;
  if (Category::Nd <= category && category <= Category::No) return kNumber;
  if (Category::Pc <= category && category <= Category::So) return kSign;
  return kOther;
}

constexpr std::uint8_t class_of_properties(std::uint8_t properties) {
  return (properties & kWhiteSpaceBit) != 0 ? std::uint8_t{kSpace}
                                            : class_of(static_cast<Category>(properties & kCategoryMask));
}

constexpr auto make_class_blocks() {
  std::array<std::uint8_t, std::size(unicode::kPropertyBlocks)> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = class_of_properties(unicode::kPropertyBlocks[i]);
  return classes;
}

constexpr auto kAllClassBlocks = make_class_blocks();

}  // namespace

namespace unicode {
const std::uint16_t* const kClassBlockIndex = kPropertyIndex;
const std::uint8_t* const kClassBlocks = kAllClassBlocks.data();
}  // namespace unicode

Category category_of(char32_t code_point) {
  return static_cast<Category>(properties_of(code_point) & kCategoryMask);
}

bool is_letter(char32_t code_point) {
  return lies_between(code_point, Category::Lu, Category::Lo);
}

bool is_mark(char32_t code_point) {
  return lies_between(code_point, Category::Mn, Category::Me);
}

bool is_number(char32_t code_point) {
  return lies_between(code_point, Category::Nd, Category::No);
}

bool is_punctuation(char32_t code_point) {
  return lies_between(code_point, Category::Pc, Category::Po);
}

bool is_symbol(char32_t code_point) {
  return lies_between(code_point, Category::Sm, Category::So);
}

bool is_white_space(char32_t code_point) {
  return (properties_of(code_point) & kWhiteSpaceBit) != 0;
}

std::string unicode_version() {
  return unicode::kVersion;
}

}  // namespace tg
