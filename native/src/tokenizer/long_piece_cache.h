// What longer pieces became, remembered as WordCache remembers words: pieces of 16 to 31 bytes that became up to seven
// tokens, each in the one place it has. Words of Cyrillic, Arabic or Hindi are that long, and so are runs of Chinese.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokenizer/word_cache.h"

namespace tg {

class LongPieceCache {
 public:
  static constexpr std::size_t kLongestPiece = 31;
  static constexpr std::size_t kMostIds = 7;
  static constexpr std::size_t kBytes = std::size_t{1} << 16;

  class Entry {
   public:
    const std::array<TokenId, kMostIds>& ids() const { return ids_; }
    std::size_t count() const { return (owner_ & 7) + 1; }  // of the ids that count

   private:
    friend class LongPieceCache;
    // The bytes, zeros behind them, and in the last byte the length.
    std::array<std::uint64_t, 4> key_{};
    std::uint64_t owner_ = 0;  // the generation, and in the lowest three bits the count less one
    std::array<TokenId, kMostIds> ids_{};
  };

  static bool can_keep(std::string_view piece) { return piece.size() <= kLongestPiece; }

  // Begins to fetch the memory that `find` will need. REQUIRES: can_keep(piece), here and below.
  void prefetch(std::string_view piece) const;
  // Null when nothing is kept.
  const Entry* find(std::string_view piece, Generation asking) const;
  // Keeps nothing when there are no ids or too many, or nobody asks.
  void keep(std::string_view piece, Generation asking, std::span<const TokenId> ids);

 private:
  using Key = std::array<std::uint64_t, 4>;
  static Key key_of(std::string_view piece);
  std::size_t place_of(const Key& key) const;

  std::uint64_t seed_ = hash_seed();
  std::vector<Entry> entries_;  // empty until there is something to keep
};

}  // namespace tg
