// Where ids go when nothing but their number or the ids themselves are wanted: written without a check each, into room
// that is asked for once a block.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

class IdWriter {
 public:
  explicit IdWriter(std::vector<TokenId>& ids) : ids_(ids), size_(ids.size()) {}
  ~IdWriter() { finish(); }
  IdWriter(const IdWriter&) = delete;
  IdWriter& operator=(const IdWriter&) = delete;

  void finish() { ids_.resize(size_); }

  // Room for `count` ids from the cursor on, and kSlack more, so that a few may be copied where fewer are meant. What
  // is written counts once the cursor is given back.
  static constexpr std::size_t kSlack = 8;
  using Cursor = TokenId*;
  Cursor room(std::size_t count) {
    if (ids_.size() < size_ + count + kSlack) ids_.resize(std::max(ids_.size() * 2, size_ + count + kSlack));
    return ids_.data() + size_;
  }
  void wrote(Cursor cursor) { size_ = static_cast<std::size_t>(cursor - ids_.data()); }

  static void put(Cursor& cursor, TokenId id) { *cursor++ = id; }
  // Copies all kSlack of `room`, of which `count` count.
  static void put(Cursor& cursor, const std::array<TokenId, kSlack>& room, std::size_t count) {
    std::copy(room.begin(), room.end(), cursor);
    cursor += count;
  }
  static void put(Cursor& cursor, std::span<const TokenId> ids) { cursor = std::copy(ids.begin(), ids.end(), cursor); }

 private:
  std::vector<TokenId>& ids_;
  std::size_t size_;
};

class IdCounter {
 public:
  explicit IdCounter(std::size_t& count) : count_(count) {}

  using Cursor = std::size_t;
  Cursor room(std::size_t) const { return count_; }
  void wrote(Cursor cursor) { count_ = cursor; }

  static void put(Cursor& cursor, TokenId) { ++cursor; }
  static void put(Cursor& cursor, const std::array<TokenId, IdWriter::kSlack>&, std::size_t count) { cursor += count; }
  static void put(Cursor& cursor, std::span<const TokenId> ids) { cursor += ids.size(); }

 private:
  std::size_t& count_;
};

}  // namespace tg
