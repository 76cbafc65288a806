#include "tokenizer/bpe/pair_table.h"

#include <algorithm>
#include <bit>

namespace tg {

namespace {

// At most five eighths full.
std::size_t places_for(std::size_t count) {
  return count * 8 / 5 + 16;
}

}  // namespace

const PairTable::Line PairTable::kNothing;

PairTable::PairTable(std::size_t count) : seed_(hash_seed()) {
  resize(std::bit_ceil(places_for(count)) / kPerLine);
}

void PairTable::set(TokenId left, TokenId right, PairMerge merge) {
  if ((left | right) < kSide) return put_in_square(left, right, merge);
  if (places_for(count_) > lines_.size() * kPerLine) grow();
  put(key_of(left, right), merge);
}

void PairTable::put_in_square(TokenId left, TokenId right, PairMerge merge) {
  if (square_.empty()) square_.resize(std::size_t{kSide} * kSide);
  side_ = kSide;
  PairMerge& known = square_[left * kSide + right];
  if (known.rank == PairMerge::kNever) ++in_square_;
  known = merge;
}

void PairTable::put(std::uint64_t key, PairMerge merge) {
  const std::uint64_t hash = hash_of(key);
  const auto is_its = [key](std::uint64_t place) { return place == key || place == kNoKey; };
  std::size_t at = hash & mask_;
  auto place = std::ranges::find_if(lines_[at].keys, is_its);
  while (place == lines_[at].keys.end()) {
    at = (at + 1) & mask_;
    place = std::ranges::find_if(lines_[at].keys, is_its);
  }
  if (*place == kNoKey) ++count_;
  *place = key;
  lines_[at].merges[static_cast<std::size_t>(place - lines_[at].keys.begin())] = merge;
  const std::size_t bit = bit_of(hash);
  filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

void PairTable::resize(std::size_t lines) {
  mask_ = lines - 1;
  lines_.assign(lines, Line{});
  filter_.assign(lines * kBitsPerLine / 64, 0);
}

void PairTable::grow() {
  const LargeVector<Line> before = std::move(lines_);
  resize(before.size() * 2);
  count_ = 0;
  for (const Line& line : before) {
    for (std::size_t i = 0; i < kPerLine && line.keys[i] != kNoKey; ++i) put(line.keys[i], line.merges[i]);
  }
}

}  // namespace tg
