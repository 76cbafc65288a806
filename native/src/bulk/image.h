// A byte-level BPE tokenizer as one block of memory without pointers, so that a copy of it means the same on any
// device: the classes of characters, the tokens that a piece may be as a whole, and the merges.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/both.h"
#include "base/mix.h"
#include "bulk/bulk_text.h"
#include "text/patterns/schemes.h"

namespace tg::bulk {

using TokenId = std::uint32_t;
inline constexpr TokenId kNoToken = ~TokenId{0};
inline constexpr std::uint32_t kNeverMerges = ~std::uint32_t{0};

// Of up to fifteen bytes: the bytes, and their number above them, so that equal keys are equal pieces. Of more: a hash;
// pieces with equal keys must be compared.
struct PieceKey {
  static constexpr std::uint32_t kWhole = 15;

  std::uint64_t low;
  std::uint64_t high;
};

struct alignas(32) TokenSlot {
  PieceKey key;
  TokenId id;           // kNoToken: nothing is here
  std::uint32_t bytes;  // where the token lies among the bytes of all
};

struct PairSlot {
  std::uint64_t pair;
  std::uint32_t rank;  // kNeverMerges: nothing is here
  TokenId result;
};

// The head of the block. Tables lie at their distance from it, in bytes; numbers of slots are powers of two.
struct Image {
  std::uint64_t bytes;  // of the block
  std::uint64_t seed;
  scan::Scheme scheme;
  std::uint32_t longest_token;
  std::uint64_t class_index;
  std::uint64_t class_blocks;
  std::uint64_t token_slots;
  std::uint64_t token_slot_mask;
  std::uint64_t token_bytes;
  std::uint64_t pair_slots;
  std::uint64_t pair_slot_mask;
  TokenId of_byte[256];

  template <class T>
  TG_BOTH const T* at(std::uint64_t distance) const {
    return reinterpret_cast<const T*>(reinterpret_cast<const char*>(this) + distance);
  }
  TG_BOTH CharClasses classes() const { return {at<std::uint16_t>(class_index), at<std::uint8_t>(class_blocks)}; }
};

struct PairMerge {
  std::uint32_t rank;
  TokenId result;
};

TG_BOTH inline std::uint64_t hash_of(const PieceKey& key, std::uint64_t seed) {
  return mix(key.low ^ seed, key.high ^ 0x9E3779B97F4A7C15u);
}

TG_BOTH inline PieceKey key_of(const char* piece, std::uint32_t size, std::uint64_t seed) {
  PieceKey key{0, std::uint64_t{size} << 56};
  const auto byte = [piece](std::uint32_t i) -> std::uint64_t { return static_cast<unsigned char>(piece[i]); };
  if (size > PieceKey::kWhole) {
    key = {seed, ~std::uint64_t{size}};
    for (std::uint32_t i = 0; i < size; ++i) key.low = mix(key.low ^ byte(i), 0xA0761D6478BD642Fu);
    return key;
  }
  for (std::uint32_t i = 0; i < size && i < 8; ++i) key.low |= byte(i) << 8 * i;
  for (std::uint32_t i = 8; i < size; ++i) key.high |= byte(i) << 8 * (i - 8);
  return key;
}

TG_BOTH inline bool is_spelled(const char* token, const char* piece, std::uint32_t size) {
  for (std::uint32_t i = 0; i < size; ++i) {
    if (token[i] != piece[i]) return false;
  }
  return true;
}

// The token that a piece is as a whole, or kNoToken.
TG_BOTH inline TokenId find_whole(const Image& image, const char* piece, std::uint32_t size) {
  if (size > image.longest_token) return kNoToken;
  const PieceKey key = key_of(piece, size, image.seed);
  const auto* slots = image.at<TokenSlot>(image.token_slots);
  for (std::uint64_t at = hash_of(key, image.seed);; ++at) {
    const TokenSlot& slot = slots[at & image.token_slot_mask];
    if (slot.id == kNoToken) return kNoToken;
    if (slot.key.low != key.low || slot.key.high != key.high) continue;
    if (size <= PieceKey::kWhole) return slot.id;
    if (is_spelled(image.at<char>(image.token_bytes) + slot.bytes, piece, size)) return slot.id;
  }
}

TG_BOTH inline std::uint64_t hash_of_pair(std::uint64_t pair, std::uint64_t seed) {
  return mix(pair ^ seed, 0x9E3779B97F4A7C15u);
}

TG_BOTH inline PairMerge find_merge(const Image& image, TokenId left, TokenId right) {
  const std::uint64_t pair = std::uint64_t{left} << 32 | right;
  const auto* slots = image.at<PairSlot>(image.pair_slots);
  for (std::uint64_t at = hash_of_pair(pair, image.seed);; ++at) {
    const PairSlot& slot = slots[at & image.pair_slot_mask];
    if (slot.rank == kNeverMerges || slot.pair == pair) return {slot.rank, slot.result};
  }
}

}  // namespace tg::bulk
