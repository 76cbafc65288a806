#include "tokenizer/bpe/merging.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/cancelled.h"
#include "tokenizer/bpe/merging_in_sweeps.h"
#include "tokenizer/bpe/merging_in_windows.h"

namespace tg {
namespace {

// Up to here scanning all ranks beats a heap, and the square of it is a bound, not a cost.
constexpr std::size_t kShort = 32;

constexpr std::uint32_t kEnd = ~std::uint32_t{0};

// ---- short runs -----------------------------------------------------------------------------------------------------

class ShortRun {
 public:
  ShortRun(const PairTable& pairs, std::span<Symbol> symbols)
      : pairs_(pairs), symbols_(symbols), size_(symbols.size()) {
    for (std::size_t i = 0; i + 1 < size_; ++i) look_up(i);
  }

  std::size_t merge() {
    for (std::size_t best = lowest(); best < size_; best = lowest()) join(best);
    return size_;
  }

 private:
  void look_up(std::size_t i) { merges_[i] = pairs_.find(symbols_[i].id, symbols_[i + 1].id); }

  std::size_t lowest() const {
    std::uint32_t rank = PairMerge::kNever;
    std::size_t best = size_;
    for (std::size_t i = 0; i + 1 < size_; ++i) {
      if (merges_[i].rank < rank) {
        rank = merges_[i].rank;
        best = i;
      }
    }
    return best;
  }

  void join(std::size_t i) {
    symbols_[i] = {merges_[i].result, symbols_[i].size + symbols_[i + 1].size};
    --size_;
    for (std::size_t k = i + 1; k < size_; ++k) {
      symbols_[k] = symbols_[k + 1];
      merges_[k] = merges_[k + 1];
    }
    if (i + 1 < size_) look_up(i);
    if (i > 0) look_up(i - 1);
  }

  const PairTable& pairs_;
  std::span<Symbol> symbols_;
  std::size_t size_;
  std::array<PairMerge, kShort + 1> merges_;
};

// ---- long runs ------------------------------------------------------------------------------------------------------

// A queue entry is stale when its place has been swallowed or its pair has changed since. A place's pair only ever
// covers more text, so a changed pair never has the rank of an earlier one.
class LongRun {
 public:
  LongRun(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch)
      : pairs_(pairs), symbols_(symbols), links_(scratch.links), queue_(scratch.queue) {
    links_.resize(symbols.size());
    queue_.clear();
    const auto size = static_cast<std::uint32_t>(symbols.size());
    for (std::uint32_t i = 0; i < size; ++i) links_[i] = {i == 0 ? kEnd : i - 1, i + 1 < size ? i + 1 : kEnd, {}};
    for (std::uint32_t i = 0; i + 1 < size; ++i) {
      if (look_up(i)) queue_.push_back(entry(i));
    }
    std::make_heap(queue_.begin(), queue_.end(), std::greater<>());
  }

  std::size_t merge() {
    CancelPoll cancelled;
    while (!queue_.empty() && !cancelled()) {
      std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
      const std::uint64_t top = queue_.back();
      queue_.pop_back();
      const auto place = static_cast<std::uint32_t>(top);
      if (links_[place].merge.rank == static_cast<std::uint32_t>(top >> 32)) join(place);
    }
    return compact();
  }

 private:
  std::uint64_t entry(std::uint32_t place) const { return std::uint64_t{links_[place].merge.rank} << 32 | place; }

  bool look_up(std::uint32_t place) {
    MergeScratch::Link& link = links_[place];
    link.merge = link.next == kEnd ? PairMerge{} : pairs_.find(symbols_[place].id, symbols_[link.next].id);
    return link.merge.rank != PairMerge::kNever;
  }

  void queue(std::uint32_t place) {
    if (!look_up(place)) return;
    queue_.push_back(entry(place));
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
  }

  void join(std::uint32_t place) {
    MergeScratch::Link& link = links_[place];
    const std::uint32_t swallowed = link.next;
    symbols_[place] = {link.merge.result, symbols_[place].size + symbols_[swallowed].size};
    link.next = links_[swallowed].next;
    if (link.next != kEnd) links_[link.next].previous = place;
    links_[swallowed].merge = {};
    queue(place);
    if (link.previous != kEnd) queue(link.previous);
  }

  std::size_t compact() {
    std::size_t count = 0;
    for (std::uint32_t place = 0; place != kEnd; place = links_[place].next) symbols_[count++] = symbols_[place];
    return count;
  }

  const PairTable& pairs_;
  std::span<Symbol> symbols_;
  std::vector<MergeScratch::Link>& links_;
  std::vector<std::uint64_t>& queue_;
};

}  // namespace

std::size_t merge_at_once(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch) {
  if (symbols.size() < 2) return symbols.size();
  if (symbols.size() <= kShort) return ShortRun(pairs, symbols).merge();
  return LongRun(pairs, symbols, scratch).merge();
}

std::size_t merge_symbols(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch) {
  if (symbols.size() <= kWorthWindows) return merge_at_once(pairs, symbols, scratch);
  const std::span<Symbol> swept = symbols.first(merge_in_sweeps(pairs, symbols, scratch));
  if (swept.size() <= kWorthWindows) return merge_at_once(pairs, swept, scratch);
  return merge_in_windows(pairs, swept, scratch);
}

}  // namespace tg
