#include "tokenizer/bpe/pair_table.h"

#include <bit>

namespace tg {

namespace {

// At most five eighths full.
std::size_t slots_for(std::size_t count) {
  return std::bit_ceil(count * 8 / 5 + 16);
}

}  // namespace

PairTable::PairTable(std::size_t count) : seed_(hash_seed()), mask_(slots_for(count) - 1), slots_(mask_ + 1) {}

void PairTable::set(TokenId left, TokenId right, PairMerge merge) {
  if (count_ * 8 / 5 + 16 > slots_.size()) grow();
  const std::uint64_t key = key_of(left, right);
  std::size_t at = slot_of(key);
  while (slots_[at].merge.rank != PairMerge::kNever && slots_[at].key != key) at = (at + 1) & mask_;
  if (slots_[at].merge.rank == PairMerge::kNever) ++count_;
  slots_[at] = {key, merge};
}

void PairTable::grow() {
  const std::vector<Slot> old = std::move(slots_);
  mask_ = mask_ * 2 + 1;
  slots_.assign(mask_ + 1, Slot{});
  for (const Slot& slot : old) {
    if (slot.merge.rank == PairMerge::kNever) continue;
    std::size_t at = slot_of(slot.key);
    while (slots_[at].merge.rank != PairMerge::kNever) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

}  // namespace tg
