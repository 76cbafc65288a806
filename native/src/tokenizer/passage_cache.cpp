#include "tokenizer/passage_cache.h"

#include <algorithm>
#include <cstring>

namespace tg {

std::optional<PassageCache::Ids> PassageCache::find(const Key& key) {
  if (sets_.empty()) return std::nullopt;
  for (const Slot& slot : sets_[key.hash % kSets].slots) {
    if (slot.hash != key.hash || !is_there(slot)) continue;
    Head head;
    std::memcpy(&head, at(slot.position), sizeof head);
    if (head.owner != key.owner || head.passage_size != key.passage.size()) continue;
    const char* const ids = at(slot.position) + sizeof head;
    if (std::memcmp(ids + std::size_t{head.id_count} * head.id_width, key.passage.data(), key.passage.size()) != 0)
      continue;
    credit_ = std::min(credit_ + 2, kMostCredit);
    return Ids(ids, head.id_count, head.id_width);
  }
  return std::nullopt;
}

bool PassageCache::should_keep(const Key& key) {
  constexpr std::uint32_t kRefused = 7;  // of eight
  if (!meet(key)) return false;
  if (credit_ == 0 && ++refused_ <= kRefused) return false;
  refused_ = 0;
  return true;
}

// Whether it was met before; now it was.
bool PassageCache::meet(const Key& key) {
  if (met_.empty()) met_.resize(kMetSets);
  std::uint64_t& met = met_[key.hash % kMetSets];
  const std::uint64_t mark = key.hash >> 48 | 1;
  for (std::uint64_t marks = met; marks != 0; marks >>= 16) {
    if ((marks & 0xFFFF) == mark) return true;
  }
  met = met << 16 | mark;
  return false;
}

void PassageCache::keep(const Key& key, std::span<const TokenId> ids) {
  const TokenId highest = ids.empty() ? 0 : *std::ranges::max_element(ids);
  if (ids.size() > kLongest || highest >= kIdLimit) return;
  if (sets_.empty()) {
    sets_.resize(kSets);
    room_ = std::make_unique_for_overwrite<char[]>(kBytes);
  }
  const Head head{key.owner, static_cast<std::uint16_t>(key.passage.size()), static_cast<std::uint16_t>(ids.size()),
                  highest < 0x10000 ? 2U : 3U};
  const std::uint64_t position = place(sizeof head + ids.size() * head.id_width + key.passage.size() + sizeof(TokenId));
  write(head, ids, key.passage, at(position));
  if (credit_ > 0) --credit_;
  slot_for(key) = {position, key.hash};
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

// The one it has, or the one of the oldest.
PassageCache::Slot& PassageCache::slot_for(const Key& key) {
  auto& slots = sets_[key.hash % kSets].slots;
  const auto own = std::ranges::find(slots, key.hash, &Slot::hash);
  return own != slots.end() ? *own : *std::ranges::min_element(slots, {}, &Slot::position);
}

// Room for so many bytes in a row.
std::uint64_t PassageCache::place(std::size_t bytes) {
  const std::size_t left = kBytes - written_ % kBytes;
  if (left < bytes) written_ += left;
  const std::uint64_t position = written_;
  written_ += bytes;
  return position;
}

}  // namespace tg
