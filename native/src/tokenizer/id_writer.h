// Where ids go when nothing but the ids or their number are wanted. They are written through a cursor, without a check
// each, into room that is asked for once a block; a few may be copied where fewer are meant.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "tokengraft/tokenizer.h"

namespace tg {

class IdWriter {
 public:
  explicit IdWriter(IdList& ids, std::size_t expected = 0) : ids_(ids), size_(ids.size()) {
    ids_.resize(size_ + expected);
  }
  ~IdWriter() { finish(); }
  IdWriter(const IdWriter&) = delete;
  IdWriter& operator=(const IdWriter&) = delete;

  // What is written beyond a cursor that is given back is forgotten, and so is room that nothing was written to.
  void finish() { ids_.resize(size_); }

  // A cursor with room for `count` ids and kSlack more.
  static constexpr std::size_t kSlack = 16;
  using Cursor = TokenId*;
  Cursor room(std::size_t count) {
    const std::size_t needed = size_ + count + kSlack;
    // A text may have a writer for each of many stretches: room that one left must do for the next.
    if (ids_.capacity() < needed) ids_.reserve(std::max(ids_.capacity() * 2, needed));
    if (ids_.size() < needed) ids_.resize(needed);
    return ids_.data() + size_;
  }
  void wrote(Cursor cursor) { size_ = static_cast<std::size_t>(cursor - ids_.data()); }
  void advance(std::size_t count) { size_ += count; }

  void append(std::span<const TokenId> ids) {
    std::ranges::copy(ids, room(ids.size()));
    advance(ids.size());
  }

  static void put(Cursor& cursor, TokenId id) { *cursor++ = id; }
  static void put(Cursor& cursor, std::span<const TokenId> ids) { cursor = std::copy(ids.begin(), ids.end(), cursor); }
  // Copies all of `ids`, of which `count` count.
  template <std::size_t size>
  static void put(Cursor& cursor, const std::array<TokenId, size>& ids, std::size_t count) {
    static_assert(size <= kSlack);
    std::copy(ids.begin(), ids.end(), cursor);
    cursor += count;
  }

 private:
  IdList& ids_;
  std::size_t size_;
};

class IdCounter {
 public:
  explicit IdCounter(std::size_t& count) : count_(count) {}

  using Cursor = std::size_t;
  Cursor room(std::size_t) const { return count_; }
  void wrote(Cursor cursor) { count_ = cursor; }

  static void put(Cursor& cursor, TokenId) { ++cursor; }
  static void put(Cursor& cursor, std::span<const TokenId> ids) { cursor += ids.size(); }
  template <std::size_t size>
  static void put(Cursor& cursor, const std::array<TokenId, size>&, std::size_t count) {
    cursor += count;
  }

 private:
  std::size_t& count_;
};

}  // namespace tg
