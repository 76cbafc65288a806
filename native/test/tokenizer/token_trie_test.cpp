// The double array against looking every beginning up.
#include "tokenizer/token_trie.h"

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// The tokens that `text` begins with, shortest first.
std::vector<TokenId> walked(const TokenTrie& trie, std::string_view text) {
  std::vector<TokenId> ids;
  TokenTrie::Node node = TokenTrie::kRoot;
  for (const char byte : text) {
    node = trie.step(node, byte);
    if (node == TokenTrie::kNowhere) break;
    if (trie.token(node) != TokenTable::kNone) ids.push_back(trie.token(node));
  }
  return ids;
}

std::vector<TokenId> looked_up(const TokenTable& tokens, std::string_view text) {
  std::vector<TokenId> ids;
  for (std::size_t size = 1; size <= text.size(); ++size) {
    if (const TokenId id = tokens.find(text.substr(0, size)); id != TokenTable::kNone) ids.push_back(id);
  }
  return ids;
}

void check_vocabulary(std::uint64_t seed, std::uint64_t letters, std::size_t count) {
  Draws draws(seed);
  const auto word = [&] {
    std::string bytes;
    for (auto left = 1 + draws.below(12); left > 0; --left) bytes.push_back(static_cast<char>(draws.below(letters)));
    return bytes;
  };
  TokenTable tokens;
  for (TokenId id = 0; id < count; ++id) tokens.add(id, word());
  const TokenTrie trie(tokens);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = word() + word();
    if (walked(trie, text) != looked_up(tokens, text)) {
      return fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", text " + show(text));
    }
  }
}

TEST("walks find the tokens that a text begins with, in vocabularies of any density") {
  std::uint64_t seed = 1;
  for (const std::uint64_t letters : {2, 3, 26, 256}) {
    for (const std::size_t count : {1, 50, 5000, 40000}) check_vocabulary(seed++, letters, count);
  }
}

TEST("nothing leads on from the last byte of the longest token, and nothing from an empty vocabulary") {
  TokenTable tokens;
  const TokenTrie empty(tokens);
  for (int byte = 0; byte < 256; ++byte)
    CHECK_EQUAL(empty.step(TokenTrie::kRoot, static_cast<char>(byte)), TokenTrie::kNowhere);
  tokens.add(0, "\xFF\xFF");
  const TokenTrie trie(tokens);
  const TokenTrie::Node end = trie.walk("\xFF\xFF");
  CHECK_EQUAL(trie.token(end), TokenId{0});
  for (int byte = 0; byte < 256; ++byte) CHECK_EQUAL(trie.step(end, static_cast<char>(byte)), TokenTrie::kNowhere);
}

}  // namespace
}  // namespace tg::test
