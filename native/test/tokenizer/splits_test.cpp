// Splits of tokens against looking up every cut.
#include "tokenizer/bpe/splits.h"

#include <set>
#include <tuple>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Splits = std::set<std::tuple<TokenId, TokenId, TokenId>>;

Splits find_slowly(const TokenTable& tokens) {
  Splits splits;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) {
    for (std::size_t cut = 1; cut < tokens[id].size(); ++cut) {
      const TokenId left = tokens.find(tokens[id].substr(0, cut));
      const TokenId right = tokens.find(tokens[id].substr(cut));
      if (left != TokenTable::kNone && right != TokenTable::kNone) splits.insert({left, right, id});
    }
  }
  return splits;
}

// Short ones of few different bytes, and repetitions that agree in their first and last bytes.
std::string draw_token(Draws& draws) {
  constexpr std::string_view kBytes("ab\0\xFF", 4);
  std::string token(1 + draws.below(8), 'a');
  if (draws.below(4) == 0) return std::string(draws.below(12), 'b') + std::string(1 + draws.below(40), 'a');
  for (char& byte : token) byte = kBytes[draws.below(4)];
  return token;
}

TEST("every split of every token is found, each once") {
  Draws draws(21);
  for (const std::size_t count : {0U, 1U, 300U, 40'000U}) {
    TokenTable tokens;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string token = draw_token(draws);
      // Ids with holes.
      tokens.add(static_cast<TokenId>(i + i / 7), token);
    }
    const Merges found = find_splits(tokens);
    Splits splits;
    for (const Merge& merge : found) splits.insert({merge.left, merge.right, merge.result});
    CHECK_EQUAL(splits.size(), found.size());
    CHECK(splits == find_slowly(tokens));
  }
}

}  // namespace
}  // namespace tg::test
