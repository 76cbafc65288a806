#include "tokenizer/long_piece_cache.h"

#include <algorithm>
#include <cstring>

#include "base/prefetch.h"

namespace tg {

LongPieceCache::Key LongPieceCache::key_of(std::string_view piece) {
  Key key{};
  std::memcpy(key.data(), piece.data(), piece.size());
  key[3] |= std::uint64_t{piece.size()} << 56;
  return key;
}

std::size_t LongPieceCache::place_of(const Key& key) const {
  const std::uint64_t first = mix(key[0] ^ seed_, key[1] ^ 0x9E3779B97F4A7C15u);
  return static_cast<std::size_t>(mix(first ^ key[2], key[3] ^ seed_)) % (kBytes / sizeof(Entry));
}

void LongPieceCache::prefetch(std::string_view piece) const {
  if (!entries_.empty()) tg::prefetch(&entries_[place_of(key_of(piece))]);
}

const LongPieceCache::Entry* LongPieceCache::find(std::string_view piece, Generation asking) const {
  if (entries_.empty()) return nullptr;
  const Key key = key_of(piece);
  const Entry& entry = entries_[place_of(key)];
  return entry.key_ == key && entry.owner_ >> 3 == asking ? &entry : nullptr;
}

void LongPieceCache::keep(std::string_view piece, Generation asking, std::span<const TokenId> ids) {
  if (asking == kNobody || ids.empty() || ids.size() > kMostIds) return;
  if (entries_.empty()) entries_.resize(kBytes / sizeof(Entry));
  Entry entry;
  entry.key_ = key_of(piece);
  entry.owner_ = std::uint64_t{asking} << 3 | (ids.size() - 1);
  std::ranges::copy(ids, entry.ids_.begin());
  entries_[place_of(entry.key_)] = entry;
}

}  // namespace tg
