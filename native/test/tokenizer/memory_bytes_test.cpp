// What tokenizers say about their memory: enough to collect them in time, and no table twice.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::vector<AddedToken> many_tokens(std::size_t count) {
  std::vector<AddedToken> tokens(count);
  for (std::size_t i = 0; i < count; ++i) tokens[i].content = "<added " + std::to_string(i) + ">";
  return tokens;
}

TEST("a tokenizer that grew shares the tables of the one it grew from") {
  const auto origin = parse_tiny(byte_level());
  std::vector<TokenId> ids;
  const auto grown = origin.value()->with_added_tokens(many_tokens(1000), ids);
  CHECK_EQUAL(grown.value()->shared_memory_bytes(), origin.value()->shared_memory_bytes());
}

TEST("added tokens are a tokenizer's own") {
  const auto origin = parse_tiny(byte_level());
  std::vector<TokenId> ids;
  const auto grown = origin.value()->with_added_tokens(many_tokens(1000), ids);
  const std::size_t more = grown.value()->memory_bytes() - origin.value()->memory_bytes();
  CHECK(more > 1000 * sizeof(AddedToken));
  CHECK(more < 1000 * 1024);
}

TEST("the vocabulary and the merges are counted") {
  TinyJson larger = byte_level();
  for (int i = 0; i < 5000; ++i) larger.tokens.push_back("token" + std::to_string(i));
  const std::size_t small = parse_tiny(byte_level()).value()->shared_memory_bytes();
  CHECK(parse_tiny(larger).value()->shared_memory_bytes() > small + 5000 * 9);
}

}  // namespace
}  // namespace tg::test
