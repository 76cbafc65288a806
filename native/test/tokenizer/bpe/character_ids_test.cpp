#include "tokenizer/bpe/character_ids.h"

#include <vector>

#include "check.h"

namespace tg::test {
namespace {

std::vector<TokenId> ids_of(const CharacterIds& characters, CharacterIds::Number character) {
  std::vector<TokenId> ids(CharacterIds::kMost);
  ids.resize(characters.read(character, ids.data()));
  return ids;
}

TEST("characters of two and three bytes have their numbers, other text has none") {
  CHECK_EQUAL(CharacterIds::number_of("é"), 0xE9U);
  CHECK_EQUAL(CharacterIds::number_of("\u0080"), 0x80U);
  CHECK_EQUAL(CharacterIds::number_of("日"), 0x65E5U);
  CHECK_EQUAL(CharacterIds::number_of("\uFFFF"), 0xFFFFU);
  for (const char* other : {"", "a", "ab", "abc", "aé", "éa", "éé", "日本", "😀"}) {
    CHECK_EQUAL(CharacterIds::number_of(other), 0U);
  }
}

TEST("a character's ids are kept when they are few and small enough") {
  const CharacterIds characters;
  const TokenId highest = CharacterIds::kIdLimit - 1;
  CHECK(ids_of(characters, 0x65E5).empty());
  for (const std::vector<TokenId>& ids : {std::vector<TokenId>{0}, {highest}, {1, highest}, {highest, 0, highest}}) {
    characters.keep(0x65E5, ids);
    CHECK(ids_of(characters, 0x65E5) == ids);
  }
  characters.keep(0xFFFF, std::vector<TokenId>{1, 2, 3, 4});
  characters.keep(0xFFFE, std::vector<TokenId>{CharacterIds::kIdLimit});
  characters.keep(0xFFFD, {});
  for (const CharacterIds::Number none : {0xFFFFU, 0xFFFEU, 0xFFFDU, 0x80U}) CHECK(ids_of(characters, none).empty());
}

}  // namespace
}  // namespace tg::test
