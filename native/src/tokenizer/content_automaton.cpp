#include "tokenizer/content_automaton.h"

#include <algorithm>
#include <string>

#include "base/cancelled.h"

namespace tg {
namespace {

// Contents written backwards, in order, each once, end to end in one block: the automaton is built level by level, and
// reads them from front to back each time.
class BackwardContents {
 public:
  explicit BackwardContents(std::span<const std::string_view> contents) {
    std::vector<Entry> entries;
    entries.reserve(contents.size());
    std::string backwards;
    for (std::uint32_t i = 0; i < contents.size(); ++i) {
      if (contents[i].empty()) continue;
      entries.push_back({key_of(contents[i]), backwards.size(), contents[i].size(), i});
      backwards.append(contents[i].rbegin(), contents[i].rend());
    }
    const auto text_of = [&](const Entry& entry) {
      return std::string_view(backwards).substr(entry.begin, entry.size);
    };
    std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
      if (a.key != b.key) return a.key < b.key;
      const int order = text_of(a).compare(text_of(b));
      return order != 0 ? order < 0 : a.content < b.content;
    });
    for (const Entry& entry : entries) add(text_of(entry), entry.content);
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(contents_.size()); }
  std::uint32_t content(std::uint32_t i) const { return contents_[i]; }
  std::size_t length(std::uint32_t i) const { return begins_[i + 1] - begins_[i]; }
  std::uint8_t label(std::uint32_t i, std::size_t depth) const {
    return static_cast<std::uint8_t>(block_[begins_[i] + depth]);
  }
  // How many bytes the i-th begins with as the one before it does.
  std::size_t shared(std::uint32_t i) const { return shared_[i]; }

 private:
  struct Entry {
    std::uint64_t key;  // the first eight bytes backwards: most comparisons need no more
    std::size_t begin;
    std::size_t size;
    std::uint32_t content;
  };

  static std::uint64_t key_of(std::string_view content) {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      key = key << 8 | (i < content.size() ? static_cast<unsigned char>(content[content.size() - 1 - i]) : 0U);
    }
    return key;
  }

  void add(std::string_view backwards, std::uint32_t content) {
    const std::string_view last =
        contents_.empty() ? std::string_view() : std::string_view(block_).substr(begins_[contents_.size() - 1]);
    if (backwards == last) return;
    const auto differs = std::ranges::mismatch(last, backwards).in2;
    shared_.push_back(static_cast<std::uint32_t>(differs - backwards.begin()));
    contents_.push_back(content);
    block_.append(backwards);
    begins_.push_back(block_.size());
  }

  std::string block_;
  std::vector<std::size_t> begins_ = {0};
  std::vector<std::uint32_t> contents_;
  std::vector<std::uint32_t> shared_;
};

}  // namespace

ContentAutomaton::ContentAutomaton(std::span<const std::string_view> contents) {
  sizes_.reserve(contents.size());
  for (const std::string_view content : contents) sizes_.push_back(static_cast<std::uint32_t>(content.size()));
  build(contents);
  for (std::uint32_t i = 0; i < nodes_[kRoot].children; ++i) {
    root_[nodes_[nodes_[kRoot].first_child + i].label] = nodes_[kRoot].first_child + i;
  }
  link_fallbacks();
}

// Level by level: a node stands for the stretch of ordered contents that share its path.
void ContentAutomaton::build(std::span<const std::string_view> contents) {
  struct Stretch {
    std::uint32_t begin;
    std::uint32_t end;
  };
  const BackwardContents backward(contents);
  std::vector<Stretch> level = {{0, backward.size()}};
  std::vector<Stretch> next;
  nodes_.emplace_back();
  std::size_t node = 0;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    next.clear();
    for (auto [at, end] : level) {
      if (at < end && backward.length(at) == depth) nodes_[node].content = backward.content(at++);
      nodes_[node].first_child = static_cast<std::uint32_t>(nodes_.size());
      while (at < end) {
        const std::uint32_t begin = at++;
        while (at < end && backward.shared(at) > depth) ++at;
        next.push_back({begin, at});
        nodes_.emplace_back().label = backward.label(begin, depth);
        ++nodes_[node].children;
      }
      ++node;
    }
    level.swap(next);
  }
}

// Nodes are in order of depth, so a fallback, which is less deep, is complete before it is used.
void ContentAutomaton::link_fallbacks() {
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    for (std::uint32_t i = 0; i < nodes_[node].children; ++i) {
      Node& reached = nodes_[nodes_[node].first_child + i];
      reached.fallback = node == kRoot ? kRoot : step(nodes_[node].fallback, reached.label);
      if (reached.content == kNothing) reached.content = nodes_[reached.fallback].content;
    }
  }
}

std::uint32_t ContentAutomaton::child(std::uint32_t node, std::uint8_t label) const {
  if (node == kRoot) return root_[label];
  const Node* const begin = nodes_.data() + nodes_[node].first_child;
  const Node* const end = begin + nodes_[node].children;
  const Node* const found =
      std::lower_bound(begin, end, label, [](const Node& a, std::uint8_t b) { return a.label < b; });
  return found != end && found->label == label ? static_cast<std::uint32_t>(found - nodes_.data()) : kRoot;
}

std::uint32_t ContentAutomaton::step(std::uint32_t node, std::uint8_t label) const {
  for (;; node = nodes_[node].fallback) {
    if (const std::uint32_t reached = child(node, label); reached != kRoot || node == kRoot) return reached;
  }
}

// The end of the longest prefix of text[0, end) that some content may end.
std::size_t ContentAutomaton::skip_back(std::string_view text, std::size_t end) const {
  while (end > 0 && root_[static_cast<std::uint8_t>(text[end - 1])] == kRoot) --end;
  return end;
}

void ContentAutomaton::find(std::string_view text, std::vector<ContentMatch>& matches) const {
  matches.clear();
  if (empty() || text.empty()) return;
  std::uint32_t node = kRoot;
  CancelPoll cancelled;
  for (std::size_t at = skip_back(text, text.size()); at > 0 && !cancelled();) {
    node = step(node, static_cast<std::uint8_t>(text[--at]));
    if (const std::uint32_t content = nodes_[node].content; content != kNothing) {
      const auto begin = static_cast<std::uint32_t>(at);
      matches.push_back({{begin, begin + sizes_[content]}, content});
    }
    if (node == kRoot) at = skip_back(text, at);
  }
  std::reverse(matches.begin(), matches.end());
}

}  // namespace tg
