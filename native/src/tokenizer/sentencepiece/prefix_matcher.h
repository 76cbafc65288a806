// User-defined pieces: SentencePiece finds them before anything else, the longest at each place, and neither its
// normalizer nor its models touch what it found.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "tokenizer/token_trie.h"

namespace tg {

class PrefixMatcher {
 public:
  struct Match {
    TokenId id;
    std::size_t size;
  };

  // Finds nothing.
  PrefixMatcher() = default;
  // An entry without a string is passed over.
  explicit PrefixMatcher(const TokenTable& pieces) {
    if (pieces.size() > 0) trie_.emplace(pieces);
  }

  // The longest piece that stands at `position`.
  std::optional<Match> find(std::string_view text, std::size_t position) const {
    if (!trie_) return std::nullopt;
    std::optional<Match> longest;
    TokenTrie::Node node = TokenTrie::kRoot;
    for (std::size_t at = position; at < text.size();) {
      node = trie_->step(node, text[at++]);
      if (node == TokenTrie::kNowhere) break;
      if (const TokenId id = trie_->token(node); id != TokenTable::kNone) longest = Match{id, at - position};
    }
    return longest;
  }

  bool may_begin_with(std::string_view bytes) const { return trie_ && trie_->walk(bytes) != TokenTrie::kNowhere; }

 private:
  std::optional<TokenTrie> trie_;
};

}  // namespace tg
