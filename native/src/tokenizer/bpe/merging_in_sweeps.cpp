#include "tokenizer/bpe/merging_in_sweeps.h"

#include <algorithm>

#include "base/cancelled.h"

namespace tg {
namespace {

// A sweep is worth its while when one symbol in so many begins a pair of the lowest rank.
constexpr std::size_t kFew = 16;
// Symbols that tell whether a run is worth looking at.
constexpr std::size_t kSample = 256;

struct Lowest {
  std::uint32_t rank = PairMerge::kNever;
  std::size_t count = 0;

  void add(std::uint32_t other) {
    if (other > rank || other == PairMerge::kNever) return;
    count = other == rank ? count + 1 : 1;
    rank = other;
  }
  bool are_many_of(std::size_t symbols) const { return count * kFew >= symbols; }
};

class SweptRun {
 public:
  SweptRun(const PairTable& pairs, std::span<Symbol> symbols, std::vector<PairMerge>& merges)
      : pairs_(pairs), symbols_(symbols), merges_(merges), size_(symbols.size()) {}

  std::size_t merge() {
    if (!look_up(std::min(size_, kSample)) || !lowest(std::min(size_, kSample)).are_many_of(kSample)) return size_;
    if (!look_up(size_)) return size_;
    for (Lowest now = lowest(size_); now.count > 0 && now.are_many_of(size_); now = lowest(size_)) {
      const std::size_t before = size_;
      if (!sweep(now.rank) || (before - size_) * kFew < before) break;
    }
    return size_;
  }

 private:
  // `merges_` become those of the first `count` symbols with the next ones. False: cancelled.
  bool look_up(std::size_t count) {
    merges_.resize(count);
    CancelPoll cancelled;
    for (std::size_t i = 0; i < count && !cancelled(); ++i) merges_[i] = pair(i, i + 1);
    return !is_cancelled();
  }

  PairMerge pair(std::size_t left, std::size_t right) const {
    return right < size_ ? pairs_.find(symbols_[left].id, symbols_[right].id) : PairMerge();
  }

  Lowest lowest(std::size_t count) const {
    Lowest lowest;
    for (std::size_t i = 0; i < count; ++i) lowest.add(merges_[i].rank);
    return lowest;
  }

  // Merges pairs of the lowest rank from left to right, up to one that makes a pair which has to come before the next
  // of them: it is to its left, and of no higher rank. False: cancelled.
  bool sweep(std::uint32_t rank) {
    CancelPoll cancelled;
    bool goes_on = true;
    std::size_t to = 0;
    for (std::size_t from = 0; from < size_; ++to) {
      if (cancelled()) return false;
      const PairMerge merge = merges_[from];
      symbols_[to] = symbols_[from++];
      merges_[to] = merge;
      if (!goes_on || merge.rank != rank) continue;
      symbols_[to] = {merge.result, symbols_[to].size + symbols_[from++].size};
      merges_[to] = pair(to, from);
      if (to > 0) merges_[to - 1] = pair(to - 1, to);
      goes_on = merges_[to].rank > rank && (to == 0 || merges_[to - 1].rank > rank);
    }
    size_ = to;
    return true;
  }

  const PairTable& pairs_;
  std::span<Symbol> symbols_;
  std::vector<PairMerge>& merges_;  // of each symbol with the next one
  std::size_t size_;
};

}  // namespace

std::size_t merge_in_sweeps(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch) {
  return SweptRun(pairs, symbols, scratch.merges).merge();
}

}  // namespace tg
