// Finds any of some long strings in a text in one pass, however long they are: the longest one at every place.
//
// An Aho-Corasick automaton over the strings written backwards, run over the text from its end: at each position it
// knows the longest string that begins there. (Run forwards, the longest match at a place is known only after reading
// on, and reading on again and again is quadratic.)
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/split_pattern.h"
#include "tokenizer/memory_bytes.h"

namespace tg {

struct ContentMatch {
  Span span;
  std::uint32_t content;  // index into the strings that the matcher was made from
};

class ContentAutomaton {
 public:
  ContentAutomaton() = default;
  // Empty strings are left out; of equal ones the first counts. Linear in their total length, but for sorting them.
  explicit ContentAutomaton(std::span<const std::string_view> contents);

  bool empty() const { return nodes_.size() <= 1; }

  // Replaces `matches` by those in `text`, from left to right; they may overlap.
  void find(std::string_view text, std::vector<ContentMatch>& matches) const;
  std::size_t memory_bytes() const { return tg::memory_bytes(nodes_) + tg::memory_bytes(sizes_); }

 private:
  static constexpr std::uint32_t kRoot = 0;
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};

  // Children lie side by side, ordered by label.
  struct Node {
    std::uint32_t first_child = 0;
    std::uint32_t fallback = kRoot;  // the longest proper suffix (of the path from the root) that is a path too
    std::uint32_t content = kNothing;
    std::uint16_t children = 0;
    std::uint8_t label = 0;
  };

  void build(std::span<const std::string_view> contents);
  void link_fallbacks();
  std::uint32_t child(std::uint32_t node, std::uint8_t label) const;
  std::uint32_t step(std::uint32_t node, std::uint8_t label) const;
  std::size_t skip_back(std::string_view text, std::size_t end) const;

  std::vector<Node> nodes_;
  std::array<std::uint32_t, 256> root_{};  // the root's children by label, kRoot where there is none
  std::vector<std::uint32_t> sizes_;       // of the contents
};

}  // namespace tg
