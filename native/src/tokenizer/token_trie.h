// The tokens of a vocabulary by their bytes, for finding all tokens that begin at a place of a text in one walk.
//
// A double array: a node's children stand at its base plus their label, so that a step is one load. Bases are chosen so
// that families of children fit between each other; whose child a unit is, it says itself.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/memory_bytes.h"
#include "tokenizer/token_table.h"

namespace tg {

class TokenTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr Node kNowhere = ~Node{0};

  // Linear in the tokens' total length, but for sorting them. The empty token is left out.
  explicit TokenTrie(const TokenTable& tokens);

  // One byte further; kNowhere when no token goes on with it. REQUIRES: node != kNowhere.
  Node step(Node node, char byte) const {
    const Node reached = units_[node].base + static_cast<std::uint8_t>(byte);
    return units_[reached].parent == node ? reached : kNowhere;
  }
  // As many steps as `bytes` has.
  Node walk(std::string_view bytes) const;
  // The token that ends here, TokenTable::kNone when none does.
  TokenId token(Node node) const { return units_[node].token; }

  std::size_t memory_bytes() const { return tg::memory_bytes(units_); }

 private:
  friend class TokenTrieBuilder;

  struct Unit {
    Node base = 0;  // of a node without children: 0, which is nobody's base
    Node parent = kNowhere;
    TokenId token = TokenTable::kNone;
  };

  std::vector<Unit> units_;  // with room for every label behind the last base
};

}  // namespace tg
