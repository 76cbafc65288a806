#include "tokenizer/word_cache.h"

#include <algorithm>
#include <atomic>

namespace tg {

Generation new_generation() {
  constexpr Generation kMost = (Generation{1} << 30) - 1;  // an entry has no room for more
  static std::atomic<Generation> last{kNobody};
  Generation before = last.load();
  while (before < kMost && !last.compare_exchange_weak(before, before + 1)) {
  }
  return before < kMost ? before + 1 : kNobody;
}

void WordCache::keep(const Key& key, Generation asking, std::span<const TokenId> ids) {
  if (asking == kNobody || ids.size() > kMostIds) return;
  if (std::ranges::any_of(ids, [](TokenId id) { return id >= kIdLimit; })) return;
  if (sets_.empty()) sets_.resize(kBytes / sizeof(Set));
  Entry entry;
  entry.key_ = key;
  entry.owner_ = asking << 2 | static_cast<std::uint32_t>(ids.size() - 1);
  std::copy_n(ids.begin(), std::min<std::size_t>(ids.size(), 3), entry.ids_);
  if (ids.size() == kMostIds) {
    for (std::size_t i = 0; i < 3; ++i) entry.ids_[i] |= (ids[3] >> (8 * i) & 0xFF) << 24;
  }
  add(entry);
  if (lost_ > sets_.size() && sets_.size() < kMostBytes / sizeof(Set)) grow();
}

void WordCache::add(const Entry& entry) {
  Set& set = sets_[place_of(entry.key_)];
  lost_ += set.entries[1].owner_ != 0 ? 1 : 0;
  set.entries[1] = set.entries[0];
  set.entries[0] = entry;
}

// Twice the sets. The one asked for last comes last.
void WordCache::grow() {
  const std::vector<Set> before = std::exchange(sets_, std::vector<Set>(sets_.size() * 2));
  for (const Set& set : before) {
    for (const int i : {1, 0}) {
      if (set.entries[i].owner_ != 0) add(set.entries[i]);
    }
  }
  lost_ = 0;
}

}  // namespace tg
