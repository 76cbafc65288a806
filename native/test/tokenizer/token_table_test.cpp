// The table of strings and ids against a std::map, filled both ways and asked both ways.
#include "tokenizer/token_table.h"

#include <map>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// Strings of all lengths that comparisons treat differently, many with a common beginning or end.
std::string draw_string(Draws& draws) {
  std::string text(draws.below(40), 'a');
  if (!text.empty()) text[draws.below(text.size())] = static_cast<char>('a' + draws.below(3));
  return text;
}

TEST("a table holds what was added, however it was added") {
  Draws draws(20);
  for (int round = 0; round < 50; ++round) {
    std::map<std::string, TokenId> expected;
    TokenList list;
    TokenTable added;
    for (TokenId id = 0; id < 500; ++id) {
      const std::string text = draw_string(draws);
      const TokenId spread = id * 3 + static_cast<TokenId>(draws.below(3));
      const bool is_new = expected.emplace(text, spread).second;
      CHECK_EQUAL(added.add(spread, text), is_new);
      if (is_new) list.add(text, spread);
    }
    const std::size_t size = list.size();
    TokenTable filled;
    CHECK_EQUAL(filled.fill(list), size);
    std::vector<std::string> asked;
    for (int i = 0; i < 1000; ++i) asked.push_back(draw_string(draws));
    const std::vector<std::string_view> views(asked.begin(), asked.end());
    std::vector<TokenId> ids(views.size());
    filled.find_all(views, ids);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto known = expected.find(asked[i]);
      const TokenId id = known == expected.end() ? TokenTable::kNone : known->second;
      CHECK_EQUAL(ids[i], id);
      CHECK_EQUAL(filled.find(asked[i]), id);
      CHECK_EQUAL(added.find(asked[i]), id);
    }
    for (const auto& [text, id] : expected) CHECK_EQUAL(filled[id], text);
    CHECK_EQUAL(filled.size(), expected.size());
  }
}

TEST("filling stops at the first string or id that is taken") {
  for (std::size_t at : {0U, 1U, 63U, 64U, 65U, 200U}) {
    for (const bool same_id : {false, true}) {
      TokenList list;
      list.add("first", 1000);
      for (TokenId id = 0; id < at; ++id) list.add("token " + std::to_string(id), id);
      list.add(same_id ? "other" : "first", same_id ? 1000 : 2000);
      list.add("first", 1000);
      TokenTable table;
      CHECK_EQUAL(table.fill(list), at + 1);
      CHECK_EQUAL(table.entry(list, at + 1).id, same_id ? 1000U : 2000U);
    }
  }
}

TEST("an empty table finds nothing") {
  TokenTable table;
  TokenList list;
  CHECK_EQUAL(table.fill(list), 0U);
  const std::vector<std::string_view> views = {"", "a"};
  std::vector<TokenId> ids(2);
  table.find_all(views, ids);
  CHECK_EQUAL(ids, (std::vector<TokenId>{TokenTable::kNone, TokenTable::kNone}));
  CHECK_EQUAL(table.find(""), TokenTable::kNone);
}

}  // namespace
}  // namespace tg::test
