#include "tokenizer/content_matcher.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace tg {
namespace {

std::uint8_t from_end(std::string_view content, std::size_t depth) {
  return static_cast<std::uint8_t>(content[content.size() - 1 - depth]);
}

bool is_before_backwards(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), [](char x, char y) {
    return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
  });
}

// Indexes of the contents in backward order, without empty ones and repetitions.
std::vector<std::uint32_t> ordered(std::span<const std::string_view> contents) {
  std::vector<std::uint32_t> order(contents.size());
  std::iota(order.begin(), order.end(), 0U);
  std::erase_if(order, [&](std::uint32_t i) { return contents[i].empty(); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return is_before_backwards(contents[a], contents[b]); });
  const auto repeated = std::unique(order.begin(), order.end(),
                                    [&](std::uint32_t a, std::uint32_t b) { return contents[a] == contents[b]; });
  order.erase(repeated, order.end());
  return order;
}

}  // namespace

ContentMatcher::ContentMatcher(std::span<const std::string_view> contents) {
  const std::vector<std::uint32_t> order = ordered(contents);
  sizes_.reserve(contents.size());
  for (const std::string_view content : contents) sizes_.push_back(static_cast<std::uint32_t>(content.size()));
  build(contents, order);
  for (std::uint32_t i = 0; i < nodes_[kRoot].children; ++i) {
    root_[nodes_[nodes_[kRoot].first_child + i].label] = nodes_[kRoot].first_child + i;
  }
  if (nodes_[kRoot].children == 1) only_last_byte_ = nodes_[nodes_[kRoot].first_child].label;
  link_fallbacks();
}

// Level by level: a node stands for the stretch of ordered contents that share its path.
void ContentMatcher::build(std::span<const std::string_view> contents, std::span<const std::uint32_t> order) {
  struct Stretch {
    std::uint32_t begin;
    std::uint32_t end;
  };
  std::vector<Stretch> level = {{0, static_cast<std::uint32_t>(order.size())}};
  std::vector<Stretch> next;
  nodes_.emplace_back();
  std::size_t first_of_level = 0;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    next.clear();
    for (std::size_t i = 0; i < level.size(); ++i) {
      auto [at, end] = level[i];
      const std::size_t node = first_of_level + i;
      if (at < end && contents[order[at]].size() == depth) nodes_[node].content = order[at++];
      nodes_[node].first_child = static_cast<std::uint32_t>(nodes_.size());
      while (at < end) {
        const std::uint8_t label = from_end(contents[order[at]], depth);
        const std::uint32_t begin = at;
        while (at < end && from_end(contents[order[at]], depth) == label) ++at;
        next.push_back({begin, at});
        nodes_.emplace_back().label = label;
        ++nodes_[node].children;
      }
    }
    first_of_level += level.size();
    level.swap(next);
  }
}

// Nodes are in order of depth, so a fallback, which is less deep, is complete before it is used.
void ContentMatcher::link_fallbacks() {
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    for (std::uint32_t i = 0; i < nodes_[node].children; ++i) {
      Node& reached = nodes_[nodes_[node].first_child + i];
      reached.fallback = node == kRoot ? kRoot : step(nodes_[node].fallback, reached.label);
      if (reached.content == kNothing) reached.content = nodes_[reached.fallback].content;
    }
  }
}

std::uint32_t ContentMatcher::child(std::uint32_t node, std::uint8_t label) const {
  if (node == kRoot) return root_[label];
  const Node* const begin = nodes_.data() + nodes_[node].first_child;
  const Node* const end = begin + nodes_[node].children;
  const Node* const found =
      std::lower_bound(begin, end, label, [](const Node& a, std::uint8_t b) { return a.label < b; });
  return found != end && found->label == label ? static_cast<std::uint32_t>(found - nodes_.data()) : kRoot;
}

std::uint32_t ContentMatcher::step(std::uint32_t node, std::uint8_t label) const {
  for (;; node = nodes_[node].fallback) {
    if (const std::uint32_t reached = child(node, label); reached != kRoot || node == kRoot) return reached;
  }
}

// The end of the longest prefix of text[0, end) whose last byte ends some content.
std::size_t ContentMatcher::skip_back(std::string_view text, std::size_t end) const {
  if (only_last_byte_ >= 0) {
    const void* const found = memrchr(text.data(), only_last_byte_, end);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1 : 0;
  }
  while (end > 0 && root_[static_cast<std::uint8_t>(text[end - 1])] == kRoot) --end;
  return end;
}

void ContentMatcher::find(std::string_view text, std::vector<ContentMatch>& matches) const {
  matches.clear();
  if (empty() || text.empty()) return;
  std::uint32_t node = kRoot;
  for (std::size_t at = skip_back(text, text.size()); at > 0;) {
    node = step(node, static_cast<std::uint8_t>(text[--at]));
    if (const std::uint32_t content = nodes_[node].content; content != kNothing) {
      const auto begin = static_cast<std::uint32_t>(at);
      matches.push_back({{begin, begin + sizes_[content]}, content});
    }
    if (node == kRoot) at = skip_back(text, at);
  }
  std::reverse(matches.begin(), matches.end());
  std::uint32_t free = 0;
  std::erase_if(matches, [&free](const ContentMatch& match) {
    if (match.span.begin < free) return true;
    free = match.span.end;
    return false;
  });
}

}  // namespace tg
