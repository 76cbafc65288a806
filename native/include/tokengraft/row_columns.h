// Rows of ids, as JsonRowEncoder makes them, counted, and put into the columns that trainers read: ids, labels, mask.
// This is the plain case that large data sets consist of; a row that something happened to stops the call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokengraft/tokenizer.h"

namespace tg {

// Buckets of lengths: 0, 1, 2, 3, 4 … 5, 6 … 7, 8 … 11, 12 … 15: two for each power of two.
constexpr std::size_t kLengthBuckets = 64;

// What a call took, from the first word on.
struct RowCount {
  std::size_t words = 0;
  std::size_t rows = 0;
  std::size_t tokens = 0;
  std::size_t supervised = 0;
  std::size_t longest = 0;
  TokenId largest_id = 0;
  std::array<std::uint32_t, kLengthBuckets> lengths{};
};

// A row that needs no more work: it has ids, not more than `longest`, and supervised ones unless it may have none.
struct FinishedRow {
  std::size_t longest = 0;
  bool may_be_unsupervised = false;
};

// Counts rows up to the first that is not finished.
RowCount count_rows(std::span<const std::uint32_t> words, const FinishedRow& finished);

struct RowPadding {
  TokenId id = 0;
  std::size_t least = 0;     // ids that a row has at least …
  std::size_t multiple = 1;  // … and of what it has a multiple
  bool left = false;
};

// A block of finished rows. Row i has the places offsets[i] .. offsets[i + 1].
struct RowColumns {
  std::span<std::uint32_t> ids;
  std::span<std::uint32_t> labels;  // -100, as an unsigned number, where an id is not supervised
  std::span<std::uint8_t> mask;     // 0 for padding
  std::span<std::uint32_t> offsets;
  std::size_t rows = 0;  // that are there already
};

// Appends rows up to the first that finds no room, that something happened to (words 2, 4 and 5 of its header), or that
// is broken. REQUIRES: the columns of ids are of one length, columns.rows < columns.offsets.size(), and the offsets up
// to there ascend and fit into the columns; padding.multiple > 0.
RowCount append_rows(std::span<const std::uint32_t> words, const RowPadding& padding, RowColumns& columns);

}  // namespace tg
