#include "tokenizer/piece_cache.h"

#include <algorithm>

namespace tg {
namespace {

constexpr unsigned kCountShift = 29;

template <std::size_t size>
void pack(std::span<const TokenId> ids, std::array<TokenId, size>& to) {
  std::ranges::copy(ids, to.begin());
  to[0] |= static_cast<TokenId>(ids.size() - 1) << kCountShift;
}

// All places are copied, whatever their number: that is one move.
template <std::size_t size>
std::size_t unpack(const std::array<TokenId, size>& ids, PieceCache::Room& room) {
  std::copy(ids.begin(), ids.end(), room.begin());
  room[0] &= PieceCache::kIdLimit - 1;
  return (ids[0] >> kCountShift) + 1;
}

template <std::size_t size>
bool can_pack(std::span<const TokenId> ids, const std::array<TokenId, size>&) {
  return !ids.empty() && ids.size() <= size &&
         std::ranges::all_of(ids, [](TokenId id) { return id < PieceCache::kIdLimit; });
}

}  // namespace

PieceCache& PieceCache::of_thread() {
  thread_local PieceCache cache;
  return cache;
}

void PieceCache::use(std::uint64_t model) {
  if (tag_ != 0 && models_[tag_ - 1] == model) return;
  auto place = std::ranges::find(models_, model);
  if (place == models_.end()) place = std::ranges::find(models_, std::uint64_t{0});
  if (place == models_.end()) {
    // All tags are taken: everything is forgotten, and tags begin again.
    models_.fill(0);
    std::ranges::fill(short_, ShortLine{});
    std::ranges::fill(long_, LongEntry{});
    place = models_.begin();
  }
  *place = model;
  tag_ = static_cast<std::uint64_t>(place - models_.begin()) + 1;
}

std::size_t PieceCache::short_place(const ShortKey& tagged) const {
  return static_cast<std::size_t>(tagged.hash(seed_)) & (kShortLines - 1);
}

std::size_t PieceCache::find(const ShortKey& key, Room& room) const {
  if (short_.empty()) return 0;
  const ShortKey wanted = tagged(key);
  for (const ShortEntry& entry : short_[short_place(wanted)].entries) {
    if (entry.key == wanted) return unpack(entry.ids, room);
  }
  return 0;
}

void PieceCache::put(const ShortKey& key, std::span<const TokenId> ids) {
  ShortEntry entry{tagged(key), {}};
  if (!can_pack(ids, entry.ids)) return;
  pack(ids, entry.ids);
  if (short_.empty()) short_.resize(kShortLines);
  ShortLine& line = short_[short_place(entry.key)];
  line.entries = {entry, line.entries[0]};
}

PieceCache::LongKey PieceCache::long_key(std::string_view piece) const {
  LongKey key{};
  std::memcpy(key.words.data(), piece.data(), piece.size());
  key.words[3] |= tag_ << 60 | std::uint64_t{piece.size() - ShortKey::kLongest - 1} << 56;
  return key;
}

std::size_t PieceCache::long_place(const LongKey& key) const {
  const auto& words = key.words;
  const std::uint64_t hash = mix(mix(words[0] ^ seed_, words[1] ^ 0x9E3779B97F4A7C15u) ^ words[2], words[3] ^ seed_);
  return static_cast<std::size_t>(hash) & (kLongEntries - 1);
}

std::size_t PieceCache::find_long(std::string_view piece, Room& room) const {
  if (long_.empty()) return 0;
  const LongKey wanted = long_key(piece);
  const LongEntry& entry = long_[long_place(wanted)];
  return entry.key == wanted ? unpack(entry.ids, room) : 0;
}

void PieceCache::put_long(std::string_view piece, std::span<const TokenId> ids) {
  LongEntry entry{long_key(piece), {}};
  if (!can_pack(ids, entry.ids)) return;
  pack(ids, entry.ids);
  if (long_.empty()) long_.resize(kLongEntries);
  long_[long_place(entry.key)] = entry;
}

}  // namespace tg
