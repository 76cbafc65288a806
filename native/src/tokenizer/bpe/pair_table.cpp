#include "tokenizer/bpe/pair_table.h"

#include <bit>

namespace tg {

namespace {

// At most five eighths full.
std::size_t slots_for(std::size_t count) {
  return std::bit_ceil(count * 8 / 5 + 16);
}

}  // namespace

const PairTable::Slot PairTable::kNothing;

PairTable::PairTable(std::size_t count) : seed_(hash_seed()) {
  resize(slots_for(count));
}

void PairTable::set(TokenId left, TokenId right, PairMerge merge) {
  if ((left | right) < kSide) return put_in_square(left, right, merge);
  if (count_ * 8 / 5 + 16 > slots_.size()) grow();
  put({key_of(left, right), merge});
}

void PairTable::put_in_square(TokenId left, TokenId right, PairMerge merge) {
  if (square_.empty()) square_.resize(std::size_t{kSide} * kSide);
  side_ = kSide;
  PairMerge& known = square_[left * kSide + right];
  if (known.rank == PairMerge::kNever) ++in_square_;
  known = merge;
}

void PairTable::put(const Slot& slot) {
  const std::uint64_t hash = hash_number(slot.key, seed_);
  std::size_t at = hash & mask_;
  while (slots_[at].merge.rank != PairMerge::kNever && slots_[at].key != slot.key) at = (at + 1) & mask_;
  if (slots_[at].merge.rank == PairMerge::kNever) ++count_;
  slots_[at] = slot;
  const std::size_t bit = bit_of(hash);
  filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

void PairTable::resize(std::size_t slots) {
  mask_ = slots - 1;
  slots_.assign(slots, Slot{});
  filter_.assign(slots * kBitsPerSlot / 64, 0);
}

void PairTable::grow() {
  const LargeVector<Slot> before = std::move(slots_);
  resize(before.size() * 2);
  count_ = 0;
  for (const Slot& slot : before) {
    if (slot.merge.rank != PairMerge::kNever) put(slot);
  }
}

}  // namespace tg
