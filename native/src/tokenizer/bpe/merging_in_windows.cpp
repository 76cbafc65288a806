#include "tokenizer/bpe/merging_in_windows.h"

#include <algorithm>

#include "base/cancelled.h"

namespace tg {
namespace {

// Inside, a symbol's size is the number of symbols of the run that it was made of.
class WindowedRun {
 public:
  WindowedRun(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch, std::size_t width)
      : pairs_(pairs), symbols_(symbols), scratch_(scratch), width_(width), overlap_(width / 8 + 1) {
    scratch_.merged.clear();
  }

  std::size_t merge() {
    while (end_ < symbols_.size()) {
      if (is_cancelled()) return symbols_.size();
      const Place place = last_sure_place();
      merge_window(place.begin);
      if (place.begin == 0 || goes_on_at(place.token)) {
        take_window(place.token);
      } else {
        widen();
      }
    }
    return put_back();
  }

 private:
  struct Place {
    std::size_t token;  // of `merged`
    std::size_t begin;
  };

  // The begin of the last token that has the overlap, at least, of the merged part to its right.
  Place last_sure_place() const {
    Place place{scratch_.merged.size(), end_};
    while (place.begin > 0 && end_ - place.begin < overlap_) place.begin -= scratch_.merged[--place.token].size;
    return place;
  }

  // Merges what lies between `begin` and a width beyond the merged part.
  void merge_window(std::size_t begin) {
    const std::size_t size = std::min(symbols_.size(), end_ + width_) - begin;
    scratch_.window.clear();
    for (const Symbol symbol : symbols_.subspan(begin, size)) scratch_.window.push_back({symbol.id, 1});
    scratch_.window.resize(merge_at_once(pairs_, scratch_.window, scratch_));
  }

  bool goes_on_at(std::size_t token) const {
    const Symbol before = scratch_.merged[token];
    const Symbol now = scratch_.window.front();
    return before.id == now.id && before.size == now.size;
  }

  void take_window(std::size_t token) {
    scratch_.merged.resize(token);
    scratch_.merged.insert(scratch_.merged.end(), scratch_.window.begin(), scratch_.window.end());
    end_ = std::min(symbols_.size(), end_ + width_);
  }

  // What stands behind a place reaches further back than the overlap. Twice as much each time, and the windows with it,
  // so that all attempts together take no longer than the last.
  void widen() {
    overlap_ *= 2;
    width_ = std::max(width_, overlap_);
  }

  // The result takes no more room than what it was made of.
  std::size_t put_back() {
    const Symbol* from = symbols_.data();
    for (std::size_t i = 0; i < scratch_.merged.size(); ++i) {
      Symbol symbol{scratch_.merged[i].id, 0};
      for (std::uint32_t part = 0; part < scratch_.merged[i].size; ++part) symbol.size += (from++)->size;
      symbols_[i] = symbol;
    }
    return scratch_.merged.size();
  }

  const PairTable& pairs_;
  std::span<Symbol> symbols_;
  MergeScratch& scratch_;
  std::size_t width_;
  std::size_t overlap_;
  std::size_t end_ = 0;  // of what `merged` is the result of
};

}  // namespace

std::size_t merge_in_windows(const PairTable& pairs, std::span<Symbol> symbols, MergeScratch& scratch,
                             std::size_t width) {
  return WindowedRun(pairs, symbols, scratch, width).merge();
}

}  // namespace tg
