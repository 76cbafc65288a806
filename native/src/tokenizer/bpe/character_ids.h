// What characters of two or three bytes become by themselves, found by their number. Text in most scripts is cut
// between nearly all of its characters (see character_borders.h), and there are not many of them. Filled in as they are
// met, by every thread alike.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

#include "tokengraft/tokenizer.h"

namespace tg {

class CharacterIds {
 public:
  static constexpr std::size_t kMost = 3;                // ids of a character
  static constexpr TokenId kIdLimit = TokenId{1} << 20;  // a character with ids from it on is not kept

  // A character: 1 to 0xFFFF, or 0 for text that is none of those kept here.
  using Number = std::uint32_t;
  static Number number_of(std::string_view text) {
    const auto byte = [text](std::size_t i) { return Number{static_cast<unsigned char>(text[i])}; };
    if (text.size() == 3 && byte(0) >= 0xE0) return (byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
    if (text.size() == 2 && byte(0) >= 0xC0) return (byte(0) & 31) << 6 | (byte(1) & 63);
    return 0;
  }

  // Writes kMost ids, of which as many count as it answers; none when the character is not known yet.
  std::size_t read(Number character, TokenId* to) const {
    const std::uint64_t entry = ids_ ? ids_[character].load(std::memory_order_relaxed) : 0;
    for (std::size_t i = 0; i < kMost; ++i) to[i] = static_cast<TokenId>(entry >> (kIdBits * i)) & (kIdLimit - 1);
    return entry >> 62;
  }

  // Keeps nothing when there are too many ids, or too large ones. Every thread keeps the same.
  void keep(Number character, std::span<const TokenId> ids) const {
    if (ids.size() > kMost || !ids_) return;
    std::uint64_t entry = std::uint64_t{ids.size()} << 62;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] >= kIdLimit) return;
      entry |= std::uint64_t{ids[i]} << (kIdBits * i);
    }
    ids_[character].store(entry, std::memory_order_relaxed);
  }

  // At most: the system gives what is written to.
  static constexpr std::size_t kEntries = std::size_t{1} << 16;
  static constexpr std::size_t kBytes = kEntries * sizeof(std::uint64_t);

 private:
  static constexpr unsigned kIdBits = 20;
  using Entry = std::atomic<std::uint64_t>;
  static_assert(sizeof(Entry) == 8 && Entry::is_always_lock_free);

  struct Free {
    void operator()(Entry* entries) const { std::free(entries); }
  };
  // Without memory, nothing is kept.
  std::unique_ptr<Entry[], Free> ids_{static_cast<Entry*>(std::calloc(kEntries, sizeof(Entry)))};
};

}  // namespace tg
