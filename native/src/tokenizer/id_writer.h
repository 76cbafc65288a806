// Appends ids to a vector through a pointer: a few are written at once, and counted afterwards.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "tokengraft/tokenizer.h"

namespace tg {

class IdWriter {
 public:
  IdWriter(std::vector<TokenId>& ids, std::size_t expected) : ids_(ids), size_(ids.size()) {
    ids_.resize(size_ + expected);
  }
  ~IdWriter() { ids_.resize(size_); }
  IdWriter(const IdWriter&) = delete;
  IdWriter& operator=(const IdWriter&) = delete;

  // At least `count` ids that may be written; `advance` says how many of them count.
  TokenId* room(std::size_t count) {
    if (ids_.size() - size_ < count) ids_.resize(ids_.size() * 2 + count);
    return ids_.data() + size_;
  }
  void advance(std::size_t count) { size_ += count; }

  void append(std::span<const TokenId> ids) {
    std::ranges::copy(ids, room(ids.size()));
    advance(ids.size());
  }

 private:
  std::vector<TokenId>& ids_;
  std::size_t size_;
};

}  // namespace tg
