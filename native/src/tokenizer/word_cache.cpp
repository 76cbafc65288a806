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
  Set& set = sets_[place_of(key)];
  set.entries[1] = set.entries[0];
  set.entries[0] = entry;
}

}  // namespace tg
