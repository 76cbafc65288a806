// The tokens of a vocabulary by their bytes, for finding all tokens that begin at a place of a text in one walk.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/token_table.h"

namespace tg {

class TokenTrie {
 public:
  using Node = std::uint32_t;
  static constexpr Node kRoot = 0;
  static constexpr Node kNowhere = ~Node{0};

  // Linear in the tokens' total length, but for sorting them. The empty token is left out.
  explicit TokenTrie(const TokenTable& tokens);

  // One byte further; kNowhere when no token goes on with it.
  Node step(Node node, char byte) const {
    const auto label = static_cast<std::uint8_t>(byte);
    return node == kRoot ? root_[label] : child(node, label);
  }
  // As many steps as `bytes` has.
  Node walk(std::string_view bytes) const;
  // The token that ends here, TokenTable::kNone when none does.
  TokenId token(Node node) const { return nodes_[node].token; }

 private:
  // Children lie side by side, ordered by label.
  struct Entry {
    std::uint32_t first_child = 0;
    TokenId token = TokenTable::kNone;
    std::uint16_t children = 0;
    std::uint8_t label = 0;
  };

  // The tokens (by their place in the sorted list) that begin with a node's path.
  struct Family {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t depth;
  };

  void add_children(Node parent, Family family, const TokenTable& tokens, const std::vector<TokenId>& sorted,
                    std::vector<Family>& families);
  Node child(Node node, std::uint8_t label) const;

  std::vector<Entry> nodes_;
  std::array<Node, 256> root_{};  // the root's children by label
};

}  // namespace tg
