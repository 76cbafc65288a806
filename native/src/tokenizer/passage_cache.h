// What passages of a text became, remembered whole: a conversation is encoded again with every turn, and a system
// prompt with every request. A passage is kept when it is met for the second time, so that text that never comes again
// is not copied. One a thread; the oldest leave first. As with WordCache, an entry answers the one who made it only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokengraft/tokenizer.h"
#include "tokenizer/hashing.h"

namespace tg {

class PassageCache {
 public:
  static constexpr std::size_t kBytes = std::size_t{1} << 20;  // of passages and ids, once there are any
  static constexpr std::size_t kLongest = 1024;                // bytes of a passage, and its ids
  static constexpr TokenId kIdLimit = TokenId{1} << 24;        // a passage with ids from it on is not kept

  struct Key {
    std::string_view passage;
    std::uint64_t owner;
    std::uint64_t hash;
  };

  // `owner`: whose answers these are. REQUIRES: passage.size() <= kLongest.
  Key key_of(std::string_view passage, std::uint64_t owner) const {
    return {passage, owner, hash_bytes(passage, seed_ ^ mix(owner, 0x9E3779B97F4A7C15u))};
  }

  // What a passage became, until something is kept. Ids lie there in two bytes each, or in three.
  class Ids {
   public:
    Ids(const char* at, std::size_t count, std::size_t width) : at_(at), count_(count), width_(width) {}

    std::size_t count() const { return count_; }
    void read(TokenId* to) const {
      const auto mask = (TokenId{1} << 8 * width_) - 1;
      for (std::size_t i = 0; i < count_; ++i) to[i] = static_cast<TokenId>(load32(at_ + width_ * i)) & mask;
    }

   private:
    const char* at_;
    std::size_t count_;
    std::size_t width_;
  };

  // Nothing when the passage is not kept.
  std::optional<Ids> find(const Key& key);
  // Whether a passage that is not kept should be: it was met before (or, rarely, another one was). Where what is kept
  // leaves before it is asked for, because more comes round in turn than there is room for, only one in eight should.
  bool should_keep(const Key& key);
  // Does nothing when there are too many ids, or too large ones.
  void keep(const Key& key, std::span<const TokenId> ids);

 private:
  static constexpr std::size_t kWays = 4;
  static constexpr std::size_t kSets = 1024;
  static constexpr std::size_t kMetSets = 2048;
  static constexpr std::uint32_t kMostCredit = kWays * kSets;

  // A passage lies in the room as its head, its ids and its bytes.
  struct Head {
    std::uint64_t owner;
    std::uint16_t passage_size;
    std::uint16_t id_count;
    std::uint32_t id_width;
  };

  // Positions count on and on: what was written more than a room ago is overwritten.
  struct Slot {
    std::uint64_t position = 0;
    std::uint64_t hash = 0;
  };
  struct alignas(64) Set {
    std::array<Slot, kWays> slots;
  };

  bool meet(const Key& key);
  bool is_there(const Slot& slot) const { return slot.position != 0 && slot.position + kBytes >= written_; }
  char* at(std::uint64_t position) const { return room_.get() + position % kBytes; }
  static void write(const Head& head, std::span<const TokenId> ids, std::string_view passage, char* to);
  Slot& slot_for(const Key& key);
  std::uint64_t place(std::size_t bytes);

  std::uint64_t seed_ = hash_seed();
  std::uint64_t written_ = kBytes;      // where the next passage goes; no position is 0
  std::uint32_t credit_ = kMostCredit;  // each passage that is kept takes one, each that is found gives two
  std::uint32_t refused_ = 0;
  std::unique_ptr<char[]> room_;
  std::vector<Set> sets_;
  std::vector<std::uint64_t> met_;  // some bits of four hashes in each, by others of theirs; the latest lowest
};

}  // namespace tg
