// What passages of a text became, remembered whole: a conversation is encoded again with every turn, and a system
// prompt with every request. A passage is kept when it is met for the second time, so that text that never comes again
// is not copied. One a thread, in blocks: the one that was asked for longest ago is used again, but not soon after it
// was asked for. Where more text comes round in turn than there is room for, what was kept first is then found every
// time; if the latest always took the place of the oldest, nothing would be. As with WordCache, an entry answers the
// one who made it only.
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
  static constexpr std::size_t kBytes = std::size_t{1} << 20;  // of passages and ids, as far as there are any
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

  // Begins to fetch the memory that the next two will need.
  void prefetch(const Key& key) const;
  // Nothing when the passage is not kept.
  std::optional<Ids> find(const Key& key);
  // Whether a passage that is not kept should be: it was met before (or, rarely, another one was), and there is room.
  bool should_keep(const Key& key);
  // Does nothing when there are too many ids, or too large ones, or no room. REQUIRES: the passage is not kept.
  void keep(const Key& key, std::span<const TokenId> ids);

 private:
  static constexpr std::size_t kWays = 8;
  static constexpr std::size_t kSets = 1024;
  static constexpr std::size_t kMetSets = 4096;
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  static constexpr std::size_t kBlocks = 16;
  static constexpr std::size_t kBlockBytes = kBytes / kBlocks;
  // A block that was asked for is not used again before so many passages were, of which one that found no room counts
  // four: 1.7 to 7 megabytes of text.
  static constexpr std::uint64_t kPatience = 24'576;

  // A passage lies in its block as its head, its ids and its bytes.
  struct Head {
    std::uint64_t owner;
    std::uint16_t passage_size;
    std::uint16_t id_count;
    std::uint32_t id_width;
  };

  struct Block {
    std::size_t size = 0;
    std::uint64_t last_found = 0;  // by the clock
  };
  struct Slot {
    std::uint32_t hash = 0;  // its upper half
    std::uint32_t position = kNowhere;
  };
  struct alignas(64) Set {
    std::array<Slot, kWays> slots;
  };

  bool meet(const Key& key);
  bool make_room(std::size_t bytes);
  void open(Block& block);
  Block& block_of(const Slot& slot) { return blocks_[slot.position / kBlockBytes]; }
  Slot& slot_for(const Key& key);
  static std::size_t size_of(std::size_t passage, std::size_t ids, std::size_t id_width) {
    return sizeof(Head) + passage + ids * id_width + sizeof(TokenId);
  }
  static void write(const Head& head, std::span<const TokenId> ids, std::string_view passage, char* to);

  std::uint64_t seed_ = hash_seed();
  std::uint64_t clock_ = kPatience;  // passages that were asked for; a block that was never open is free
  std::uint64_t marks_ = 0;          // that were made in `met_`
  std::size_t open_ = 0;             // the block that is written to
  std::array<Block, kBlocks> blocks_;
  std::unique_ptr<char[]> room_;
  std::vector<Set> sets_;
  std::vector<std::uint64_t> met_;  // sixteen bits of four hashes in each, by others of theirs
};

}  // namespace tg
