// What pieces became last time, for pieces that are seen again and again. One a thread, of fixed size (one megabyte
// when it is full), shared by all tokenizers that the thread works with; a piece that finds no room takes that of
// another.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokenizer/short_key.h"

namespace tg {

// The tokens of a piece that is in the cache.
using CachedIds = std::span<const TokenId>;

class PieceCache {
 public:
  static constexpr TokenId kIdLimit = TokenId{1} << 29;  // ids from here on cannot be kept
  static constexpr std::size_t kLongestPiece = 31;

  // The thread's own.
  static PieceCache& of_thread();

  // What follows is about pieces of one model, which is known by its number, and never about another's.
  void use(std::uint64_t model);

  // Fills `room`. 0: the piece is not there. REQUIRES: use() was called.
  using Room = std::array<TokenId, 8>;
  std::size_t find(const ShortKey& key, Room& room) const;
  void put(const ShortKey& key, std::span<const TokenId> ids);
  // The same for pieces of 16 to kLongestPiece bytes.
  std::size_t find_long(std::string_view piece, Room& room) const;
  void put_long(std::string_view piece, std::span<const TokenId> ids);

  std::size_t memory_bytes() const { return short_.size() * sizeof(ShortLine) + long_.size() * sizeof(LongEntry); }

 private:
  static constexpr std::size_t kShortLines = std::size_t{1} << 13;
  static constexpr std::size_t kLongEntries = std::size_t{1} << 13;
  static constexpr std::size_t kModels = 15;

  // Ids with their number, less one, in the highest bits of the first. Keys have the model's tag in their highest bits,
  // from 1 on, so that an empty place equals no key.
  struct ShortEntry {
    ShortKey key;
    std::array<TokenId, 4> ids;
  };
  struct alignas(64) ShortLine {
    std::array<ShortEntry, 2> entries;
  };
  struct LongKey {
    std::array<std::uint64_t, 4> words;
    bool operator==(const LongKey&) const = default;
  };
  struct alignas(64) LongEntry {
    LongKey key;
    Room ids;
  };

  ShortKey tagged(const ShortKey& key) const { return {key.low, key.high | tag_ << 60}; }
  LongKey long_key(std::string_view piece) const;
  std::size_t short_place(const ShortKey& tagged) const;
  std::size_t long_place(const LongKey& key) const;

  std::uint64_t tag_ = 0;
  std::uint64_t seed_ = hash_seed();
  std::array<std::uint64_t, kModels> models_{};  // by tag, less one; 0: none
  std::vector<ShortLine> short_;                 // empty until something is put
  std::vector<LongEntry> long_;
};

}  // namespace tg
