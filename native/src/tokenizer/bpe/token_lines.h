// The tokens of up to fifteen bytes by their bytes, three to a cache line: most pieces of a text are such a token, and
// finding it reads one line.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "tokengraft/large_pages.h"
#include "tokenizer/short_key.h"
#include "tokenizer/token_table.h"

namespace tg {

// Whether merging a token's own bytes gives the token back. Where it does, a piece that is the token is that token.
enum class Own : std::uint8_t { unknown, yes, no };

// A token's id, and what is known of it. Zero: no such token.
struct LineValue {
  static constexpr TokenId kIdLimit = TokenId{1} << 29;
  static constexpr std::uint32_t kOwn = 1u << 31;
  static constexpr std::uint32_t kNotOwn = 1u << 30;
  static constexpr std::uint32_t kUnknown = 1u << 29;
  static constexpr std::uint32_t kAny = kOwn | kNotOwn | kUnknown;

  std::uint32_t bits = 0;

  TokenId id() const { return bits & (kIdLimit - 1); }
  bool is(std::uint32_t flags) const { return (bits & flags) != 0; }
};

class TokenLines {
 public:
  TokenLines() = default;
  // Nothing is known of the tokens at first. REQUIRES: ids below LineValue::kIdLimit.
  explicit TokenLines(const TokenTable& tokens);
  // What is known of each token, by id.
  void set(const std::vector<Own>& own);

  struct alignas(64) Line {
    ShortKey keys[3];  // the size of a key is never zero, so an empty place equals no key
    mutable std::atomic<std::uint32_t> values[3] = {};
    std::uint32_t overflows = 0;  // more keys of this line lie in the next one
  };

  const Line* line_of(const ShortKey& key) const {
    return lines_.data() + ((key.hash(seed_) >> 32) * line_count_ >> 32);
  }

  // `line` is line_of(key).
  LineValue find(const ShortKey& key, const Line* line) const {
    for (;; line = next(line)) {
      const std::uint32_t first = line->values[0].load(std::memory_order_relaxed);
      const std::uint32_t second = line->values[1].load(std::memory_order_relaxed);
      const std::uint32_t third = line->values[2].load(std::memory_order_relaxed);
      std::uint32_t value = line->keys[2] == key ? third : 0;
      value = line->keys[1] == key ? second : value;
      value = line->keys[0] == key ? first : value;
      // One branch for both: whether a piece is a token cannot be guessed, that its line is the last nearly always.
      if ((value | static_cast<std::uint32_t>(line->overflows == 0)) != 0) return {value};
    }
  }
  LineValue find(const ShortKey& key) const { return find(key, line_of(key)); }
  // Notes what has been found out about the token of `key`, which is there. Every thread finds out the same.
  void know(const ShortKey& key, bool own) const;

  std::size_t memory_bytes() const { return tg::memory_bytes(lines_); }

 private:
  const Line* next(const Line* line) const { return line == &lines_.back() ? lines_.data() : line + 1; }
  void add(const ShortKey& key, std::uint32_t value);

  std::uint64_t seed_ = hash_seed();
  std::uint64_t line_count_ = 0;
  LargeVector<Line> lines_;
};

}  // namespace tg
