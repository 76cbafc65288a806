#include "tokenizer/token_trie.h"

#include <algorithm>

namespace tg {
namespace {

std::vector<TokenId> sorted_by_bytes(const TokenTable& tokens) {
  std::vector<TokenId> ids;
  ids.reserve(tokens.size());
  for (TokenId id = 0; id < tokens.id_bound(); ++id) {
    if (tokens.has(id) && !tokens[id].empty()) ids.push_back(id);
  }
  std::ranges::sort(ids, {}, [&tokens](TokenId id) { return tokens[id]; });
  return ids;
}

}  // namespace

TokenTrie::TokenTrie(const TokenTable& tokens) {
  const std::vector<TokenId> sorted = sorted_by_bytes(tokens);
  nodes_.emplace_back();
  std::vector<Family> families{{0, static_cast<std::uint32_t>(sorted.size()), 0}};
  for (Node node = 0; node < nodes_.size(); ++node) add_children(node, families[node], tokens, sorted, families);
  root_.fill(kNowhere);
  const Entry root = nodes_[kRoot];
  for (Node node = root.first_child; node < root.first_child + root.children; ++node) root_[nodes_[node].label] = node;
}

void TokenTrie::add_children(Node parent, Family family, const TokenTable& tokens, const std::vector<TokenId>& sorted,
                             std::vector<Family>& families) {
  const auto first = static_cast<Node>(nodes_.size());
  const std::uint32_t depth = family.depth;
  std::uint32_t at = family.begin;
  // The token that is the path itself comes first.
  if (at < family.end && tokens[sorted[at]].size() == depth) nodes_[parent].token = sorted[at++];
  while (at < family.end) {
    const char label = tokens[sorted[at]][depth];
    const std::uint32_t begin = at;
    while (at < family.end && tokens[sorted[at]][depth] == label) ++at;
    nodes_.push_back({0, TokenTable::kNone, 0, static_cast<std::uint8_t>(label)});
    families.push_back({begin, at, depth + 1});
  }
  nodes_[parent].first_child = first;
  nodes_[parent].children = static_cast<std::uint16_t>(nodes_.size() - first);
}

TokenTrie::Node TokenTrie::walk(std::string_view bytes) const {
  Node node = kRoot;
  for (const char byte : bytes) {
    node = step(node, byte);
    if (node == kNowhere) break;
  }
  return node;
}

TokenTrie::Node TokenTrie::child(Node node, std::uint8_t label) const {
  const Entry& entry = nodes_[node];
  const auto begin = nodes_.begin() + entry.first_child;
  const auto end = begin + entry.children;
  const auto found = std::lower_bound(begin, end, label, [](const Entry& e, std::uint8_t l) { return e.label < l; });
  return found != end && found->label == label ? static_cast<Node>(found - nodes_.begin()) : kNowhere;
}

}  // namespace tg
