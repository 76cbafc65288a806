#include "tokenizer/token_trie.h"

#include <algorithm>
#include <array>
#include <span>

namespace tg {
namespace {

constexpr int kLabels = 256;
constexpr int kTries = 64;

struct SortedToken {
  std::uint64_t key;  // the first eight bytes: most comparisons need no more
  std::string_view bytes;
  TokenId id;
};

std::uint64_t key_of(std::string_view bytes) {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    key = key << 8 | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
  }
  return key;
}

std::vector<SortedToken> sorted_by_bytes(const TokenTable& tokens) {
  std::vector<SortedToken> sorted;
  sorted.reserve(tokens.size());
  for (TokenId id = 0; id < tokens.id_bound(); ++id) {
    if (tokens.has(id) && !tokens[id].empty()) sorted.push_back({key_of(tokens[id]), tokens[id], id});
  }
  std::ranges::sort(sorted, [](const SortedToken& a, const SortedToken& b) {
    return a.key != b.key ? a.key < b.key : a.bytes < b.bytes;
  });
  return sorted;
}

// The free units, in order, as a list that can be cut anywhere: who is free before and after each.
class FreeUnits {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  std::uint32_t first() const { return first_; }
  std::uint32_t after(std::uint32_t unit) const { return links_[unit].after; }
  bool has(std::uint32_t unit) const { return links_[unit].is_free; }
  std::size_t size() const { return links_.size(); }

  void grow(std::size_t size) {
    while (links_.size() < size) {
      const auto unit = static_cast<std::uint32_t>(links_.size());
      links_.push_back({last_, kNone, true});
      (last_ == kNone ? first_ : links_[last_].after) = unit;
      last_ = unit;
    }
  }
  void take(std::uint32_t unit) {
    const Link link = links_[unit];
    (link.before == kNone ? first_ : links_[link.before].after) = link.after;
    (link.after == kNone ? last_ : links_[link.after].before) = link.before;
    links_[unit].is_free = false;
  }

 private:
  struct Link {
    std::uint32_t before;
    std::uint32_t after;
    bool is_free;
  };

  std::vector<Link> links_;
  std::uint32_t first_ = kNone;
  std::uint32_t last_ = kNone;
};

}  // namespace

class TokenTrieBuilder {
 public:
  TokenTrieBuilder(std::vector<SortedToken> sorted, std::vector<TokenTrie::Unit>& units)
      : sorted_(std::move(sorted)), units_(units) {}

  void build() {
    grow(kLabels);
    free_.take(TokenTrie::kRoot);
    std::vector<Family> families{{TokenTrie::kRoot, 0, static_cast<std::uint32_t>(sorted_.size()), 0}};
    while (!families.empty()) {
      const Family family = families.back();
      families.pop_back();
      add_children(family, families);
    }
  }

 private:
  // The tokens (by their place in the sorted list) that begin with a node's path of `depth` bytes.
  struct Family {
    TokenTrie::Node node;
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t depth;
  };

  std::uint8_t label(std::uint32_t at, std::uint32_t depth) const {
    return static_cast<std::uint8_t>(sorted_[at].bytes[depth]);
  }

  void add_children(Family family, std::vector<Family>& families) {
    // The token that is the path itself comes first.
    if (family.begin < family.end && sorted_[family.begin].bytes.size() == family.depth) {
      units_[family.node].token = sorted_[family.begin++].id;
    }
    if (family.begin == family.end) return;
    const std::size_t first = families.size();
    labels_.clear();
    for (std::uint32_t at = family.begin; at < family.end;) {
      const std::uint32_t begin = at;
      while (at < family.end && label(at, family.depth) == label(begin, family.depth)) ++at;
      labels_.push_back(label(begin, family.depth));
      families.push_back({0, begin, at, family.depth + 1});
    }
    const TokenTrie::Node base = free_base();
    units_[family.node].base = base;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const TokenTrie::Node child = base + labels_[i];
      free_.take(child);
      units_[child].parent = family.node;
      families[first + i].node = child;
    }
  }

  // A base at which all of `labels_` are free.
  TokenTrie::Node free_base() {
    if (labels_.size() == 1) return first_fit(free_.first(), kLabels + 1);
    while (roomy_ < free_.size() && !free_.has(roomy_)) ++roomy_;
    return first_fit(roomy_ < free_.size() ? roomy_ : FreeUnits::kNone, kTries);
  }

  // After some tries, it is behind all that is taken, and families of more than one look there from then on: building
  // is linear, and what is left behind is filled by only children.
  TokenTrie::Node first_fit(std::uint32_t unit, int tries) {
    for (; unit != FreeUnits::kNone && tries > 0; unit = free_.after(unit), --tries) {
      if (unit > labels_.front() && fits(unit - labels_.front())) return provided(unit - labels_.front());
    }
    roomy_ = static_cast<std::uint32_t>(free_.size());
    return provided(roomy_);
  }

  bool fits(std::size_t base) const {
    return std::ranges::all_of(labels_, [&](std::uint8_t label) {
      return base + label >= free_.size() || free_.has(static_cast<std::uint32_t>(base + label));
    });
  }

  // Makes room for every label behind the base.
  TokenTrie::Node provided(TokenTrie::Node base) {
    if (base + kLabels > free_.size()) grow(base + kLabels);
    return base;
  }

  void grow(std::size_t size) {
    free_.grow(size);
    units_.resize(size);
  }

  std::vector<SortedToken> sorted_;
  std::vector<TokenTrie::Unit>& units_;
  FreeUnits free_;
  std::uint32_t roomy_ = 0;           // before it there is little room
  std::vector<std::uint8_t> labels_;  // of the children that are being placed
};

TokenTrie::TokenTrie(const TokenTable& tokens) {
  TokenTrieBuilder(sorted_by_bytes(tokens), units_).build();
  units_.shrink_to_fit();
}

TokenTrie::Node TokenTrie::walk(std::string_view bytes) const {
  Node node = kRoot;
  for (const char byte : bytes) {
    node = step(node, byte);
    if (node == kNowhere) break;
  }
  return node;
}

}  // namespace tg
