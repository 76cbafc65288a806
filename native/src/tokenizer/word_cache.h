// What words became, remembered: a word of up to fifteen bytes, SentencePiece's sign for a space before it not counted,
// that became up to four tokens. One a thread; two words share a set, and the one asked for longer ago leaves first. An
// entry belongs to the model that made it and to no other, so tokenizers that take turns on a thread share the room but
// never the answers.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/prefetch.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/hashing.h"

namespace tg {

// Who asks: a number that no other model of the process has, or kNobody, for whom nothing is kept, once all are used.
using Generation = std::uint32_t;
constexpr Generation kNobody = 0;
Generation new_generation();

class WordCache {
 public:
  static constexpr std::size_t kLongestWord = 15;
  static constexpr std::size_t kMostIds = 4;
  static constexpr TokenId kIdLimit = TokenId{1} << 24;  // ids from it on are not kept
  static constexpr std::size_t kBytes = std::size_t{1} << 18;

  // The bytes of a word without the sign, zeros behind them, and in the last byte its length and whether the sign was
  // there.
  struct Key {
    std::uint64_t low;
    std::uint64_t high;
    bool operator==(const Key&) const = default;
  };

  // What a word became: `count` ids of the kMostIds that `read` writes.
  class Entry {
   public:
    std::size_t count() const { return (owner_ & 3) + 1; }
    void read(TokenId* to) const {
      for (std::size_t i = 0; i < 3; ++i) to[i] = ids_[i] & (kIdLimit - 1);
      to[3] = ids_[0] >> 24 | ids_[1] >> 24 << 8 | ids_[2] >> 24 << 16;
    }

   private:
    friend class WordCache;

    Key key_{};
    std::uint32_t owner_ = 0;    // the generation, and in the lowest two bits the count less one
    std::uint32_t ids_[3] = {};  // the first three, and a byte of the fourth above each
  };

  static bool can_keep(std::string_view word) { return without_sign(word).size() - 1 < kLongestWord; }

  // REQUIRES: can_keep(word); `end` is where the text ends that `word` lies in.
  static Key key_of(std::string_view word, const char* end) {
    const std::string_view bytes = without_sign(word);
    const std::uint64_t mark = bytes.size() | (bytes.size() < word.size() ? kSigned : 0);
    const bool loads = std::endian::native == std::endian::little && end - bytes.data() >= 16;
    return loads ? load_key(bytes, mark) : gather_key(bytes, mark);
  }
  // The twin that reads nothing but the word.
  static Key gather_key(std::string_view bytes, std::uint64_t mark) {
    char all[sizeof(Key)] = {};
    std::memcpy(all, bytes.data(), bytes.size());
    return {load64(all), load64(all + 8) | mark << 56};
  }

  // Null when nothing is kept.
  const Entry* find(const Key& key, Generation asking) {
    if (sets_.empty()) return nullptr;
    Set& set = sets_[place_of(key)];
    if (answers(set.entries[0], key, asking)) return &set.entries[0];
    if (!answers(set.entries[1], key, asking)) return nullptr;
    std::swap(set.entries[0], set.entries[1]);
    return &set.entries[0];
  }

  // Begins to fetch the memory that `find` will need.
  void prefetch(const Key& key) const {
    if (!sets_.empty()) tg::prefetch(&sets_[place_of(key)]);
  }

  // Keeps nothing when there are too many ids, or too large ones, or nobody asks. REQUIRES: at least one id.
  void keep(const Key& key, Generation asking, std::span<const TokenId> ids);

 private:
  struct alignas(64) Set {
    Entry entries[2];  // the first was asked for last
  };

  static constexpr std::string_view kSign = "\u2581";
  static constexpr std::uint64_t kSigned = 16;

  // A word that is the sign alone keeps it.
  static std::string_view without_sign(std::string_view word) {
    return word.size() > kSign.size() && word.starts_with(kSign) ? word.substr(kSign.size()) : word;
  }

  // REQUIRES: 16 readable bytes, little-endian.
  static Key load_key(std::string_view bytes, std::uint64_t mark) {
    const std::size_t size = bytes.size();
    const std::uint64_t low = load64(bytes.data());
    const std::uint64_t high = load64(bytes.data() + 8);
    if (size <= 8) return {low & first_bytes(size), mark << 56};
    return {low, (high & first_bytes(size - 8)) | mark << 56};
  }
  // REQUIRES: 1 to 8.
  static std::uint64_t first_bytes(std::size_t count) { return ~std::uint64_t{0} >> (64 - 8 * count); }

  // One branch for its caller: whether a word is kept cannot be guessed.
  static bool answers(const Entry& entry, const Key& key, Generation asking) {
    const std::uint64_t differs =
        (entry.key_.low ^ key.low) | (entry.key_.high ^ key.high) | ((entry.owner_ >> 2) ^ asking);
    return differs == 0;
  }
  std::size_t place_of(const Key& key) const {
    return mix(key.low ^ seed_, key.high ^ 0xE7037ED1A0B428DBu) & (sets_.size() - 1);
  }
  std::uint64_t seed_ = hash_seed();
  std::vector<Set> sets_;  // a power of two of them, none until there is something to keep
};

}  // namespace tg
