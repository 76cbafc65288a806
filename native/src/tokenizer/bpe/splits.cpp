#include "tokenizer/bpe/splits.h"

namespace tg {

void append_splits(const TokenTable& tokens, TokenId id, Merges& splits) {
  const std::string_view token = tokens[id];
  for (std::size_t cut = 1; cut < token.size(); ++cut) {
    const TokenId left = tokens.find(token.substr(0, cut));
    if (left == TokenTable::kNone) continue;
    const TokenId right = tokens.find(token.substr(cut));
    if (right != TokenTable::kNone) splits.push_back({left, right, id});
  }
}

Merges find_splits(const TokenTable& tokens) {
  Merges splits;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) append_splits(tokens, id, splits);
  return splits;
}

}  // namespace tg
