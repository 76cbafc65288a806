#include "tokenizer/sentencepiece/resegmenting.h"

#include <algorithm>

#include "base/cancelled.h"

namespace tg {

namespace {

constexpr auto kComesLater = [](const auto& a, const auto& b) {
  return a.rank != b.rank ? a.rank > b.rank : a.left > b.left;
};

}  // namespace

std::vector<Symbol> Resegmenting::merge(std::vector<Symbol> symbols) {
  symbols_ = std::move(symbols);
  const auto count = static_cast<std::uint32_t>(symbols_.size());
  for (std::uint32_t i = 0; i < count; ++i) places_.push_back({i == 0 ? kEnd : i - 1, i + 1 < count ? i + 1 : kEnd});
  for (std::uint32_t i = 1; i < count; ++i) consider(i - 1, i);
  CancelPoll cancelled;
  while (!queue_.empty() && !cancelled()) {
    std::ranges::pop_heap(queue_, kComesLater);
    const Candidate top = queue_.back();
    queue_.pop_back();
    const std::uint32_t left = symbols_[top.left].size;
    const std::uint32_t right = symbols_[top.right].size;
    if (left != 0 && right != 0 && left + right == top.size) join(top);
  }
  std::vector<Symbol> merged;
  for (std::uint32_t at = count == 0 ? kEnd : 0; at != kEnd; at = places_[at].next) take_apart(symbols_[at], merged);
  return merged;
}

void Resegmenting::consider(std::uint32_t left, std::uint32_t right) {
  if (left == kEnd || right == kEnd) return;
  const Symbol a = symbols_[left];
  const Symbol b = symbols_[right];
  const PairMerge merge = tables_.pairs.find(a.id, b.id);
  if (merge.rank == PairMerge::kNever) return;
  queue_.push_back({merge.rank, left, right, a.size + b.size, merge.result});
  std::ranges::push_heap(queue_, kComesLater);
  if (is_unused(merge.result)) parts_.insert_or_assign(merge.result, std::pair(a, b));
}

void Resegmenting::join(const Candidate& candidate) {
  symbols_[candidate.left] = {candidate.result, candidate.size};
  symbols_[candidate.right].size = 0;
  const std::uint32_t next = places_[candidate.right].next;
  places_[candidate.left].next = next;
  if (next != kEnd) places_[next].previous = candidate.left;
  consider(places_[candidate.left].previous, candidate.left);
  consider(candidate.left, next);
}

// A loop, not a recursion: parts may be nested as deeply as a piece is long.
void Resegmenting::take_apart(Symbol symbol, std::vector<Symbol>& out) const {
  std::vector<Symbol> open{symbol};
  while (!open.empty()) {
    const Symbol top = open.back();
    open.pop_back();
    const auto parts = is_unused(top.id) ? parts_.find(top.id) : parts_.end();
    if (parts == parts_.end()) {
      out.push_back(top);
      continue;
    }
    open.push_back(parts->second.second);
    open.push_back(parts->second.first);
  }
}

}  // namespace tg
