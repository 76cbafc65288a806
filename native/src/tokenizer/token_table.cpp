#include "tokenizer/token_table.h"

#include <algorithm>
#include <array>

#include "base/prefetch.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

// At most five eighths full: a look-up touches a slot or two.
std::size_t slots_for(std::size_t count) {
  return count * 8 / 5 + 16;
}

// How many look-ups wait for memory together.
constexpr std::size_t kBlock = 64;

}  // namespace

TokenTable::TokenTable(std::size_t count, std::size_t bytes) {
  bytes_.reserve(bytes);
  entries_.reserve(count);
  slots_.resize(slots_for(count));
}

std::size_t TokenTable::fill(TokenList& list) {
  const LargeVector<TokenList::Place>& places = list.places_;
  bytes_ = std::move(list.bytes_);
  bytes_.shrink_to_fit();
  slots_.resize(slots_for(places.size()));
  const auto highest = std::ranges::max_element(places, {}, &TokenList::Place::id);
  if (highest != places.end()) entries_.resize(std::size_t{highest->id} + 1);
  std::array<std::uint64_t, kBlock> hashes;
  for (std::size_t begin = 0; begin < places.size(); begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, places.size());
    for (std::size_t i = begin; i < end; ++i) hashes[i - begin] = hash_bytes(entry(list, i).token, hash_seed());
    prefetch_slots(std::span(hashes).first(end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      if (!insert(places[i].id, places[i].begin, entry(list, i).token, hashes[i - begin])) return i;
    }
  }
  return places.size();
}

bool TokenTable::add(TokenId id, std::string_view token) {
  if (count_ * 8 / 5 + 16 > slots_.size()) grow();
  const auto begin = static_cast<std::uint32_t>(bytes_.size());
  if (!insert(id, begin, token, hash_bytes(token, hash_seed()))) return false;
  bytes_.append(token);
  return true;
}

bool TokenTable::insert(TokenId id, std::uint32_t begin, std::string_view token, std::uint64_t hash) {
  if (has(id)) return false;
  Slot& slot = slots_[slot_of(token, hash)];
  if (slot.id != kNone) return false;
  slot = {static_cast<std::uint32_t>(hash >> 32), id};
  if (id >= entries_.size()) entries_.resize(std::size_t{id} + 1);
  entries_[id] = {begin, static_cast<std::uint32_t>(token.size())};
  ++count_;
  return true;
}

TokenId TokenTable::find(std::string_view token) const {
  if (slots_.empty()) return kNone;
  return slots_[slot_of(token, hash_bytes(token, hash_seed()))].id;
}

void TokenTable::prefetch(std::string_view token) const {
  if (!slots_.empty()) tg::prefetch(&slots_[first_slot(hash_bytes(token, hash_seed()))]);
}

void TokenTable::find_all(std::span<const std::string_view> tokens, std::span<TokenId> ids) const {
  if (count_ == 0) {
    std::ranges::fill(ids, kNone);
    return;
  }
  std::array<std::uint64_t, kBlock> hashes;
  for (std::size_t begin = 0; begin < tokens.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, tokens.size() - begin);
    for (std::size_t i = 0; i < count; ++i) hashes[i] = hash_bytes(tokens[begin + i], hash_seed());
    prefetch_slots(std::span(hashes).first(count));
    prefetch_strings(std::span(hashes).first(count));
    for (std::size_t i = 0; i < count; ++i) ids[begin + i] = slots_[slot_of(tokens[begin + i], hashes[i])].id;
  }
}

void TokenTable::prefetch_slots(std::span<const std::uint64_t> hashes) const {
  for (const std::uint64_t hash : hashes) tg::prefetch(&slots_[first_slot(hash)]);
}

// Of the slots that the look-ups will most probably end at.
void TokenTable::prefetch_strings(std::span<const std::uint64_t> hashes) const {
  std::array<TokenId, kBlock> ids;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const Slot& slot = slots_[first_slot(hashes[i])];
    ids[i] = slot.id < entries_.size() ? slot.id : 0;
    tg::prefetch(&entries_[ids[i]]);
  }
  for (std::size_t i = 0; i < hashes.size(); ++i) tg::prefetch(bytes_.data() + entries_[ids[i]].begin);
}

void TokenTable::grow() {
  slots_.assign(slots_for(count_ * 2), Slot{});
  for (TokenId id = 0; id < entries_.size(); ++id) {
    if (!has(id)) continue;
    const std::uint64_t hash = hash_bytes((*this)[id], hash_seed());
    slots_[slot_of((*this)[id], hash)] = {static_cast<std::uint32_t>(hash >> 32), id};
  }
}

std::size_t TokenTable::slot_of(std::string_view token, std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::size_t at = first_slot(hash);
  while (slots_[at].id != kNone && !(slots_[at].tag == tag && is_spelled(slots_[at].id, token))) {
    if (++at == slots_.size()) at = 0;
  }
  return at;
}

bool TokenTable::is_spelled(TokenId id, std::string_view token) const {
  const Entry& entry = entries_[id];
  return entry.size == token.size() && equal_bytes(bytes_.data() + entry.begin, token.data(), token.size());
}

bool is_plausible_id(TokenId id, std::size_t count) {
  constexpr std::size_t kAlways = std::size_t{1} << 20;
  return id < kAlways + count * 16;
}

}  // namespace tg
