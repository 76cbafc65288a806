#include "tokenizer/training/word_table.h"

#include <algorithm>
#include <numeric>

namespace tg {

void WordTable::insert(Slot& slot, std::uint32_t tag, std::string_view word, std::uint64_t count) {
  slot = {tag, static_cast<std::uint32_t>(entries_.size())};
  entries_.push_back({bytes_.size(), count, static_cast<std::uint32_t>(word.size())});
  bytes_.append(word);
  if (entries_.size() * 2 > slots_.size()) grow();
}

void WordTable::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), {});
  mask_ = slots_.size() - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    const std::uint64_t hash = hash_bytes(word_of(entries_[i]), seed_);
    std::size_t at = hash & mask_;
    while (slots_[at].entry != kFree) at = (at + 1) & mask_;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32), i};
  }
}

std::vector<std::uint32_t> WordTable::sorted() const {
  std::vector<std::uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [this](std::uint32_t index) { return word_of(entries_[index]); });
  return order;
}

}  // namespace tg
