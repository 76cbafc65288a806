#include "tokenizer/passage_cache.h"

#include <algorithm>
#include <cstring>

#include "base/prefetch.h"

namespace tg {

void PassageCache::prefetch(const Key& key) const {
  if (!sets_.empty()) tg::prefetch(&sets_[key.hash % kSets]);
  if (!met_.empty()) tg::prefetch(&met_[key.hash % kMetSets]);
}

std::optional<PassageCache::Ids> PassageCache::find(const Key& key) {
  ++clock_;
  if (sets_.empty()) return std::nullopt;
  for (const Slot& slot : sets_[key.hash % kSets].slots) {
    if (slot.hash != key.hash >> 32 || slot.position == kNowhere) continue;
    const char* const at = room_.get() + slot.position;
    Head head;
    std::memcpy(&head, at, sizeof head);
    if (head.owner != key.owner || head.passage_size != key.passage.size()) continue;
    const char* const ids = at + sizeof head;
    if (std::memcmp(ids + std::size_t{head.id_count} * head.id_width, key.passage.data(), key.passage.size()) != 0)
      continue;
    block_of(slot).last_found = clock_;
    return Ids(ids, head.id_count, head.id_width);
  }
  return std::nullopt;
}

// A passage rarely becomes more ids than it has bytes.
bool PassageCache::should_keep(const Key& key) {
  if (!meet(key)) return false;
  if (make_room(size_of(key.passage.size(), key.passage.size(), 3))) return true;
  clock_ += 3;
  return false;
}

// Whether it was met before; now it was. Its mark takes the place of any other: if always of the oldest, five that come
// in turn would never be met.
bool PassageCache::meet(const Key& key) {
  constexpr std::uint64_t kMark = 0xFFFF;
  if (met_.empty()) met_.resize(kMetSets);
  std::uint64_t& met = met_[key.hash % kMetSets];
  const std::uint64_t mark = key.hash >> 48 | 1;
  for (std::uint64_t marks = met; marks != 0; marks >>= 16) {
    if ((marks & kMark) == mark) return true;
  }
  const std::uint64_t shift = ++marks_ * 0x9E3779B97F4A7C15u >> 62 << 4;
  met = (met & ~(kMark << shift)) | mark << shift;
  return false;
}

void PassageCache::keep(const Key& key, std::span<const TokenId> ids) {
  const TokenId highest = ids.empty() ? 0 : *std::ranges::max_element(ids);
  if (ids.size() > kLongest || highest >= kIdLimit) return;
  const Head head{key.owner, static_cast<std::uint16_t>(key.passage.size()), static_cast<std::uint16_t>(ids.size()),
                  highest < 0x10000 ? 2U : 3U};
  const std::size_t size = size_of(key.passage.size(), ids.size(), head.id_width);
  if (!make_room(size)) return;
  Block& block = blocks_[open_];
  const std::size_t position = open_ * kBlockBytes + block.size;
  write(head, ids, key.passage, room_.get() + position);
  slot_for(key) = {static_cast<std::uint32_t>(key.hash >> 32), static_cast<std::uint32_t>(position)};
  block.size += size;
}

// Whether the open block has room for so many bytes, or another one that may be used again.
bool PassageCache::make_room(std::size_t bytes) {
  if (sets_.empty()) {
    sets_.resize(kSets);
    room_ = std::make_unique_for_overwrite<char[]>(kBytes);
    open(blocks_.front());
  }
  if (blocks_[open_].size + bytes <= kBlockBytes) return true;
  Block& oldest = *std::ranges::min_element(blocks_, {}, &Block::last_found);
  if (clock_ - oldest.last_found < kPatience) return false;
  open(oldest);
  return true;
}

// What was in it is gone.
void PassageCache::open(Block& block) {
  for (Set& set : sets_) {
    for (Slot& slot : set.slots) {
      if (slot.position != kNowhere && &block_of(slot) == &block) slot = {};
    }
  }
  block = {0, clock_};
  open_ = static_cast<std::size_t>(&block - blocks_.data());
}

// An id is written in four bytes, of which the next one or the passage overwrites those that are too many.
void PassageCache::write(const Head& head, std::span<const TokenId> ids, std::string_view passage, char* to) {
  std::memcpy(to, &head, sizeof head);
  to += sizeof head;
  for (const TokenId id : ids) {
    std::memcpy(to, &id, sizeof id);
    to += head.id_width;
  }
  std::memcpy(to, passage.data(), passage.size());
}

// An empty one, or that of the block that was asked for longest ago.
PassageCache::Slot& PassageCache::slot_for(const Key& key) {
  return *std::ranges::min_element(sets_[key.hash % kSets].slots, {}, [this](const Slot& slot) {
    return slot.position == kNowhere ? 0 : block_of(slot).last_found;
  });
}

}  // namespace tg
