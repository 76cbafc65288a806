#include "tokenizer/token_table.h"

#include <bit>

#include "tokenizer/hashing.h"

namespace tg {
namespace {

// Half full at most: a look-up then touches 1.5 slots on average.
std::size_t slots_for(std::size_t count) {
  return std::bit_ceil(count * 2 + 16);
}

}  // namespace

TokenTable::TokenTable(std::size_t count, std::size_t bytes) {
  bytes_.reserve(bytes);
  entries_.reserve(count);
  slots_.resize(slots_for(count));
}

bool TokenTable::add(TokenId id, std::string_view token) {
  if (has(id)) return false;
  if (count_ * 2 >= slots_.size()) grow();
  const std::uint64_t hash = hash_bytes(token, hash_seed());
  Slot& slot = slots_[slot_of(token, hash)];
  if (slot.id != kNone) return false;
  slot = {static_cast<std::uint32_t>(hash >> 32), id};
  if (id >= entries_.size()) entries_.resize(std::size_t{id} + 1);
  entries_[id] = {static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(token.size())};
  bytes_.append(token);
  ++count_;
  return true;
}

TokenId TokenTable::find(std::string_view token) const {
  if (slots_.empty()) return kNone;
  return slots_[slot_of(token, hash_bytes(token, hash_seed()))].id;
}

std::string_view TokenTable::operator[](TokenId id) const {
  if (!has(id)) return {};
  return std::string_view(bytes_).substr(entries_[id].begin, entries_[id].size);
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
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  while (slots_[at].id != kNone && !(slots_[at].tag == tag && (*this)[slots_[at].id] == token)) at = (at + 1) & mask;
  return at;
}

bool is_plausible_id(TokenId id, std::size_t count) {
  constexpr std::size_t kAlways = std::size_t{1} << 20;
  return id < kAlways + count * 16;
}

}  // namespace tg
