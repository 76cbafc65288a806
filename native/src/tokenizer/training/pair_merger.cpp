#include "tokenizer/training/pair_merger.h"

#include <algorithm>

#include "base/release_memory.h"

namespace tg {

PairMerger::PairMerger(WordSymbols symbols, TokenId first_id, std::uint64_t least_count, std::size_t budget)
    : symbols_(std::move(symbols)), next_id_(first_id), least_count_(least_count), budget_(budget) {
  symbols_.seal();
  left_.sides.resize(first_id);
  right_.sides.resize(first_id);
  index();
}

void PairMerger::index() {
  // Gives the old index's memory back before the new one takes its own.
  pairs_ = PairCounts();
  arena_ = PositionArena();
  queue_ = std::vector<Queued>();
  if (budget_ > 0) release_free_memory();
  count_pairs();
  keep_positions();
  queue_.reserve(pairs_.size());
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    queue_.push_back({pairs_[i].count, pairs_[i].key, i});
  }
  std::make_heap(queue_.begin(), queue_.end());
  has_merged_ = false;
}

// Only pairs that are frequent enough come into the table that stays.
void PairMerger::count_pairs() {
  PairFloor floor(symbols_, least_count_, budget_, dropped_);
  PairCounts all = count_above(floor);
  std::uint64_t most = least_count_;
  for (std::uint32_t i = 0; i < all.size(); ++i) most = std::max(most, all[i].count);
  if (most < floor.count()) {
    // Counters were shared by pairs that are all rarer.
    floor.lower_to(most);
    all = count_above(floor);
  }
  floor_ = floor.count();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].count < floor_) continue;
    Pair& kept = pairs_[pairs_.find_or_add(all[i].key)];
    kept.count = all[i].count;
    kept.positions = arena_.take(all[i].size);
  }
}

PairCounts PairMerger::count_above(const PairFloor& floor) const {
  PairCounts counts;
  symbols_.for_each_pair([&](std::uint32_t at, TokenId left, TokenId right) {
    const PairKey key = pair_of(left, right);
    if (!floor.may_hold(key) || dropped_.contains(key)) return;
    Pair& pair = counts[counts.find_or_add(key)];
    pair.count += symbols_.count_at(at);
    ++pair.size;
  });
  return counts;
}

void PairMerger::keep_positions() {
  symbols_.for_each_pair([&](std::uint32_t at, TokenId left, TokenId right) {
    const std::uint32_t index = pairs_.find(pair_of(left, right));
    if (index == PairCounts::kNone) return;
    Pair& pair = pairs_[index];
    pair.positions[pair.size++] = at;
  });
}

bool PairMerger::is_over_budget() const {
  return budget_ > 0 && has_merged_ &&
         arena_.memory_bytes() + pairs_.memory_bytes() + queue_.capacity() * sizeof(Queued) > budget_;
}

void PairMerger::push(std::uint32_t index) {
  queue_.push_back({pairs_[index].count, pairs_[index].key, index});
  std::push_heap(queue_.begin(), queue_.end());
}

std::optional<PairMerger::Candidate> PairMerger::best() {
  if (is_over_budget()) index();
  for (;;) {
    while (!queue_.empty()) {
      const Queued top = queue_.front();
      const std::uint64_t count = pairs_[top.index].count;
      if (count == top.count && count >= floor_) return Candidate{top.key, count};
      pop();
      if (count >= floor_) push(top.index);
    }
    if (floor_ <= least_count_) return std::nullopt;
    index();
  }
}

void PairMerger::drop_best() {
  // An index that is made anew must not bring it back.
  if (budget_ > 0) dropped_.insert(queue_.front().key);
  pop();
}

void PairMerger::pop() {
  std::pop_heap(queue_.begin(), queue_.end());
  queue_.pop_back();
}

void PairMerger::raise_least_count(std::uint64_t least_count) {
  least_count_ = std::max(least_count_, least_count);
  floor_ = std::max(floor_, least_count_);
}

std::uint64_t PairMerger::count_of(PairKey pair) const {
  const std::uint32_t index = pairs_.find(pair);
  if (index != PairCounts::kNone) return pairs_[index].count;
  std::uint64_t count = 0;
  for (const std::uint32_t at : find_places(pair)) count += symbols_.count_at(at);
  return count;
}

// Of a pair that is not indexed.
std::vector<std::uint32_t> PairMerger::find_places(PairKey pair) const {
  std::vector<std::uint32_t> places;
  if (floor_ <= 1) return places;
  symbols_.for_each_pair([&](std::uint32_t at, TokenId left, TokenId right) {
    if (pair_of(left, right) == pair) places.push_back(at);
  });
  return places;
}

std::uint64_t PairMerger::merge(PairKey pair) {
  const TokenId made = next_id_++;
  left_.sides.emplace_back();
  right_.sides.emplace_back();
  has_merged_ = true;
  const std::uint32_t index = pairs_.find(pair);
  if (index == PairCounts::kNone) return merge_places(pair, made, find_places(pair));
  const std::uint64_t merged = merge_places(pair, made, {pairs_[index].positions, pairs_[index].size});
  pairs_[index].count = 0;
  return merged;
}

// REQUIRES: places ascend, so that runs of one symbol merge from the left.
std::uint64_t PairMerger::merge_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places) {
  const std::uint64_t merged = join_places(pair, made, places);
  // Where merged symbols came to stand beside each other, some of what was gained is lost again.
  right_.sides[left_of(pair)].gained -= left_.sides[made].lost;
  left_.sides[made].lost = 0;
  for (const TokenId id : left_.touched) forget(pair_of(id, left_of(pair)), left_.sides[id].lost);
  for (const TokenId id : right_.touched) forget(pair_of(right_of(pair), id), right_.sides[id].lost);
  add_new_pairs(left_, [made](TokenId neighbour) { return pair_of(neighbour, made); });
  add_new_pairs(right_, [made](TokenId neighbour) { return pair_of(made, neighbour); });
  return merged;
}

std::uint64_t PairMerger::join_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places) {
  std::uint64_t merged = 0;
  for (const std::uint32_t at : places) {
    if (symbols_[at] != left_of(pair) || symbols_[symbols_.next(at)] != right_of(pair)) continue;
    const std::uint64_t count = symbols_.count_at(at);
    const TokenId before = symbols_[at - 1] == WordSymbols::kEnd ? WordSymbols::kEnd : symbols_[symbols_.previous(at)];
    symbols_.merge(at, made);
    const TokenId behind = symbols_[symbols_.next(at)];
    if (before != WordSymbols::kEnd) {
      Side& side = left_.of(before);
      side.lost += count;
      side.gained += count;
      ++side.places;
      left_.places.push_back({before, symbols_.previous(at)});
    }
    if (behind != WordSymbols::kEnd) {
      Side& side = right_.of(behind);
      side.lost += count;
      side.gained += count;
      ++side.places;
      right_.places.push_back({behind, at});
    }
    merged += count;
  }
  return merged;
}

void PairMerger::forget(PairKey pair, std::uint64_t count) {
  const std::uint32_t index = pairs_.find(pair);
  if (index != PairCounts::kNone) pairs_[index].count -= std::min(pairs_[index].count, count);
}

template <class MakePair>
void PairMerger::add_new_pairs(Neighbours& neighbours, const MakePair& make_pair) {
  for (const TokenId id : neighbours.touched) {
    Side& side = neighbours.sides[id];
    if (side.gained < floor_) continue;
    const std::uint32_t index = pairs_.find_or_add(make_pair(id));
    Pair& pair = pairs_[index];
    pair.count = side.gained;
    pair.positions = side.next = arena_.take(side.places);
    pair.size = side.places;
    push(index);
  }
  for (const Place& place : neighbours.places) {
    Side& side = neighbours.sides[place.neighbour];
    if (side.next != nullptr) *side.next++ = place.at;
  }
  for (const TokenId id : neighbours.touched) neighbours.sides[id] = {};
  neighbours.touched.clear();
  neighbours.places.clear();
  if (budget_ > 0) neighbours.places.shrink_to_fit();
}

}  // namespace tg
