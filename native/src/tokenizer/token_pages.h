// What ids decode to, prepared for copying: sixteen bytes are copied whatever a token's length, which is eight times as
// fast as copying just the token. The last of them is the token's mark, so that one line of the cache has all of it.
// Ids are prepared a page at a time when they are first met, so that a tokenizer that never decodes has no table, and
// one that decodes a few words has a few pages.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/byte_buffer.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/short_key.h"

namespace tg {

// The tokens of `kSize` ids that follow each other.
class TokenPage {
 public:
  static constexpr std::size_t kSize = 256;

  // A mark is a token's length, if that is 15 at most, and what else matters before it is copied.
  static constexpr std::uint8_t kLength = 0x0F;
  static constexpr std::uint8_t kAbsent = 0x10;   // there is no such token
  static constexpr std::uint8_t kRare = 0x20;     // it is long, or one byte of a run
  static constexpr std::uint8_t kSpecial = 0x40;  // it is left out when special tokens are skipped
  static constexpr std::uint8_t kNotAscii = 0x80;

  TokenPage();
  void set(TokenId id, std::string_view bytes, bool special);
  void set(TokenId id, const ShortKey& bytes, bool special);
  // A token that stands for one byte and means something only together with those around it.
  void set_byte(TokenId id, std::uint8_t byte, bool special);

  std::uint8_t mark(TokenId id) const { return static_cast<std::uint8_t>(sixteen(id)[kLength]); }
  // The token, if it is not rare, and behind it anything.
  const char* sixteen(TokenId id) const { return tokens_[id % kSize].data(); }
  // REQUIRES: `id` is rare. The byte is below zero where it is a long token.
  std::string_view long_bytes(TokenId id) const;
  int byte(TokenId id) const;

  std::size_t memory_bytes() const { return sizeof(TokenPage) + long_.capacity(); }

 private:
  struct Rare {
    std::uint32_t begin;
    std::uint32_t size;
    std::int32_t byte;
  };
  Rare rare(TokenId id) const;
  void set(TokenId id, const void* bytes, std::size_t size, std::uint8_t mark);
  void set_rare(TokenId id, Rare rare, std::uint8_t mark);

  alignas(64) std::array<std::array<char, 16>, kSize> tokens_;
  std::string long_;
};

class TokenPages {
 public:
  // Sets the tokens of `page`, whose first id is `first`.
  using Prepare = std::function<void(TokenId first, TokenPage& page)>;

  TokenPages(std::size_t id_bound, Prepare prepare);
  ~TokenPages();
  TokenPages(const TokenPages&) = delete;
  TokenPages& operator=(const TokenPages&) = delete;

  // For a loop over many ids: what it writes cannot be taken for a change of the list of pages.
  class Reader {
   public:
    explicit Reader(const TokenPages& owner)
        : owner_(owner), pages_(owner.pages_.data()), count_(owner.pages_.size()) {}

    // A page without tokens beyond the last id. Safe on any number of threads; the page lives as long as the owner.
    const TokenPage& page(TokenId id) const {
      const std::size_t number = id / TokenPage::kSize;
      if (number >= count_) return owner_.empty_;
      const TokenPage* const known = pages_[number].load(std::memory_order_acquire);
      return known ? *known : owner_.prepare(number);
    }

   private:
    const TokenPages& owner_;
    const std::atomic<const TokenPage*>* pages_;
    std::size_t count_;
  };

  const TokenPage& page(TokenId id) const { return Reader(*this).page(id); }
  std::uint8_t mark(TokenId id) const { return page(id).mark(id); }

  // Of the pages that were made.
  std::size_t memory_bytes() const;

 private:
  const TokenPage& prepare(std::size_t number) const;

  Prepare prepare_;
  mutable std::vector<std::atomic<const TokenPage*>> pages_;
  TokenPage empty_;
};

}  // namespace tg
