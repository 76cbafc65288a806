#include "tokenizer/training/pair_merger.h"

#include <algorithm>

namespace tg {

PairMerger::PairMerger(WordSymbols symbols, TokenId first_id, std::uint64_t least_count)
    : symbols_(std::move(symbols)), next_id_(first_id), least_count_(least_count) {
  symbols_.seal();
  left_.sides.resize(first_id);
  right_.sides.resize(first_id);
  count_pairs();
  keep_positions();
  for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
    queue_.push_back({pairs_[i].count, pairs_[i].key, i});
  }
  std::make_heap(queue_.begin(), queue_.end());
}

// Only pairs that are frequent enough come into the table that stays.
void PairMerger::count_pairs() {
  PairCounts all;
  for (std::uint32_t at = 1; at + 1 < symbols_.places(); ++at) {
    if (symbols_[at] == WordSymbols::kEnd || symbols_[at + 1] == WordSymbols::kEnd) continue;
    Pair& pair = all[all.find_or_add(pair_of(symbols_[at], symbols_[at + 1]))];
    pair.count += symbols_.count_at(at);
    ++pair.size;
  }
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].count < least_count_) continue;
    Pair& kept = pairs_[pairs_.find_or_add(all[i].key)];
    kept.count = all[i].count;
    kept.positions = arena_.take(all[i].size);
  }
}

void PairMerger::keep_positions() {
  for (std::uint32_t at = 1; at + 1 < symbols_.places(); ++at) {
    if (symbols_[at] == WordSymbols::kEnd || symbols_[at + 1] == WordSymbols::kEnd) continue;
    const std::uint32_t index = pairs_.find(pair_of(symbols_[at], symbols_[at + 1]));
    if (index == PairCounts::kNone) continue;
    Pair& pair = pairs_[index];
    pair.positions[pair.size++] = at;
  }
}

void PairMerger::push(std::uint32_t index) {
  queue_.push_back({pairs_[index].count, pairs_[index].key, index});
  std::push_heap(queue_.begin(), queue_.end());
}

std::optional<PairMerger::Candidate> PairMerger::best() {
  while (!queue_.empty()) {
    const Queued top = queue_.front();
    const std::uint64_t count = pairs_[top.index].count;
    if (count == top.count && count >= least_count_) return Candidate{top.key, count};
    drop_best();
    if (count >= least_count_) push(top.index);
  }
  return std::nullopt;
}

void PairMerger::drop_best() {
  std::pop_heap(queue_.begin(), queue_.end());
  queue_.pop_back();
}

std::uint64_t PairMerger::count_of(PairKey pair) const {
  const std::uint32_t index = pairs_.find(pair);
  return index == PairCounts::kNone ? 0 : pairs_[index].count;
}

std::uint64_t PairMerger::merge(PairKey pair) {
  const TokenId made = next_id_++;
  left_.sides.emplace_back();
  right_.sides.emplace_back();
  const std::uint32_t index = pairs_.find(pair);
  if (index == PairCounts::kNone) return 0;
  const std::uint64_t merged = merge_places(pair, made, {pairs_[index].positions, pairs_[index].size});
  pairs_[index].count = 0;
  // Where merged symbols came to stand beside each other, some of what was gained is lost again.
  right_.sides[left_of(pair)].gained -= left_.sides[made].lost;
  left_.sides[made].lost = 0;
  for (const TokenId id : left_.touched) forget(pair_of(id, left_of(pair)), left_.sides[id].lost);
  for (const TokenId id : right_.touched) forget(pair_of(right_of(pair), id), right_.sides[id].lost);
  add_new_pairs(left_, [made](TokenId neighbour) { return pair_of(neighbour, made); });
  add_new_pairs(right_, [made](TokenId neighbour) { return pair_of(made, neighbour); });
  return merged;
}

// REQUIRES: places ascend, so that runs of one symbol merge from the left.
std::uint64_t PairMerger::merge_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places) {
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
    if (side.gained < least_count_) continue;
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
}

}  // namespace tg
