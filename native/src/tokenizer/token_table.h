// Strings with ids, found both ways: the strings in one block, an open-addressing index over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/large_pages.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/memory_bytes.h"
#include "tokenizer/short_key.h"
#include "tokenizer/token_list.h"

namespace tg {

class TokenTable {
 public:
  TokenTable() = default;
  // Room for `count` tokens of `bytes` bytes together.
  TokenTable(std::size_t count, std::size_t bytes);

  // Takes over the strings of `list`, whose ids stay. Stops at the first entry whose string or id is taken already and
  // answers with its place; list.size() when there is none. Much faster than adding one by one.
  // REQUIRES: this table is empty; the ids are plausible.
  std::size_t fill(TokenList& list);
  // The i-th entry of a list that this table was filled from.
  VocabularyEntry entry(const TokenList& list, std::size_t i) const {
    const TokenList::Place& place = list.places_[i];
    return {std::string_view(bytes_).substr(place.begin, place.end - place.begin), place.id};
  }

  // False when the string or the id is taken already; then nothing changes.
  // REQUIRES: all strings together are shorter than 4 GiB.
  bool add(TokenId id, std::string_view token);

  // kNone when absent. (A plain number: this is the hottest look-up there is.)
  static constexpr TokenId kNone = ~TokenId{0};
  TokenId find(std::string_view token) const;
  // Begins to fetch the memory that `find` will need first.
  void prefetch(std::string_view token) const;
  // The same for many tokens at once: their memory is fetched side by side instead of one after the other.
  // REQUIRES: ids.size() == tokens.size().
  void find_all(std::span<const std::string_view> tokens, std::span<TokenId> ids) const;

  bool has(TokenId id) const { return id < entries_.size() && entries_[id].size != kAbsent; }
  // Empty when the id has no string.
  std::string_view operator[](TokenId id) const {
    return has(id) ? std::string_view(bytes_.data() + entries_[id].begin, entries_[id].size) : std::string_view();
  }

  // What short_key_of makes of a token, whose neighbours may be read with it. REQUIRES: it is short enough.
  ShortKey short_key(TokenId id) const {
    const Entry& entry = entries_[id];
    if (bytes_.size() - entry.begin < sizeof(ShortKey)) return short_key_of((*this)[id]);
    return short_key_at(bytes_.data() + entry.begin, entry.size);
  }

  std::size_t size() const { return count_; }
  std::size_t id_bound() const { return entries_.size(); }
  std::size_t memory_bytes() const {
    return tg::memory_bytes(bytes_) + tg::memory_bytes(entries_) + tg::memory_bytes(slots_);
  }

 private:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  struct Entry {
    std::uint32_t begin = 0;
    std::uint32_t size = kAbsent;
  };

  struct Slot {
    std::uint32_t tag = 0;  // the hash's upper half
    TokenId id = kNone;
  };

  void grow();
  bool insert(TokenId id, std::uint32_t begin, std::string_view token, std::uint64_t hash);
  void prefetch_slots(std::span<const std::uint64_t> hashes) const;
  void prefetch_strings(std::span<const std::uint64_t> hashes) const;
  bool is_spelled(TokenId id, std::string_view token) const;
  // Where a search begins: the hash's lower half, as a fraction of the table.
  std::size_t first_slot(std::uint64_t hash) const { return (hash & 0xFFFFFFFF) * slots_.size() >> 32; }
  std::size_t slot_of(std::string_view token, std::uint64_t hash) const;

  std::string bytes_;
  LargeVector<Entry> entries_;
  LargeVector<Slot> slots_;
  std::size_t count_ = 0;
};

// Ids index arrays, so a file must not claim ids far beyond the number of its tokens. True when `id` is within reason
// for a vocabulary of `count` tokens.
bool is_plausible_id(TokenId id, std::size_t count);

}  // namespace tg
