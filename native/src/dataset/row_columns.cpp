#include "tokengraft/row_columns.h"

#include <algorithm>
#include <bit>

#include "tokengraft/json_rows.h"

namespace tg {
namespace {

constexpr auto kIgnored = static_cast<std::uint32_t>(-100);

// A row in its words. A broken one has no words at all.
struct Row {
  std::span<const std::uint32_t> ids;
  std::span<const std::uint32_t> runs;
  std::size_t words = 0;
  bool plain = false;  // kept as it is, and no side of a comparison
};

bool fit(std::span<const std::uint32_t> runs, std::size_t ids) {
  if (runs.size() % 2 != 0) return false;
  for (std::size_t at = 0; at < runs.size(); at += 2) {
    if (runs[at] > runs[at + 1] || runs[at + 1] > ids) return false;
  }
  return true;
}

Row first_row(std::span<const std::uint32_t> words) {
  if (words.size() < kRowHeader) return {};
  const std::size_t ids = words[0];
  const std::size_t runs = words[1];
  if (words.size() - kRowHeader < ids + runs) return {};
  const Row row{.ids = words.subspan(kRowHeader + runs, ids),
                .runs = words.subspan(kRowHeader, runs),
                .words = kRowHeader + runs + ids,
                .plain = words[2] == 0 && words[4] == 0 && words[5] == 0};
  return fit(row.runs, ids) ? row : Row{};
}

std::size_t bucket_of(std::size_t length) {
  if (length < 2) return length;
  const auto power = static_cast<std::size_t>(std::bit_width(length)) - 1;
  return std::min(2 * power + (length >> (power - 1) & 1), kLengthBuckets - 1);
}

void add(const Row& row, RowCount& count) {
  count.words += row.words;
  ++count.rows;
  count.tokens += row.ids.size();
  for (std::size_t at = 0; at < row.runs.size(); at += 2) count.supervised += row.runs[at + 1] - row.runs[at];
  count.longest = std::max(count.longest, row.ids.size());
  for (const TokenId id : row.ids) count.largest_id = std::max(count.largest_id, id);
  ++count.lengths[bucket_of(row.ids.size())];
}

std::size_t padded(std::size_t length, const RowPadding& padding) {
  const std::size_t least = std::max(length, padding.least);
  return (least + padding.multiple - 1) / padding.multiple * padding.multiple;
}

void pad(std::size_t from, std::size_t to, TokenId id, const RowColumns& columns) {
  std::ranges::fill(columns.ids.subspan(from, to - from), id);
  std::ranges::fill(columns.labels.subspan(from, to - from), kIgnored);
  std::ranges::fill(columns.mask.subspan(from, to - from), std::uint8_t{0});
}

void put_labels(const Row& row, std::span<std::uint32_t> labels) {
  std::size_t done = 0;
  for (std::size_t run = 0; run < row.runs.size(); run += 2) {
    const std::size_t begin = row.runs[run];
    const std::size_t end = row.runs[run + 1];
    if (done < begin) std::ranges::fill(labels.subspan(done, begin - done), kIgnored);
    std::ranges::copy(row.ids.subspan(begin, end - begin), labels.subspan(begin).begin());
    done = std::max(done, end);
  }
  std::ranges::fill(labels.subspan(done), kIgnored);
}

void put(const Row& row, std::size_t at, const RowColumns& columns) {
  const std::size_t length = row.ids.size();
  std::ranges::copy(row.ids, columns.ids.subspan(at).begin());
  std::ranges::fill(columns.mask.subspan(at, length), std::uint8_t{1});
  put_labels(row, columns.labels.subspan(at, length));
}

}  // namespace

RowCount count_rows(std::span<const std::uint32_t> words, const FinishedRow& finished) {
  RowCount count;
  while (true) {
    const Row row = first_row(words.subspan(count.words));
    const bool has_all = !row.ids.empty() && (finished.may_be_unsupervised || !row.runs.empty());
    if (!has_all || row.ids.size() > finished.longest) return count;
    add(row, count);
  }
}

RowCount append_rows(std::span<const std::uint32_t> words, const RowPadding& padding, RowColumns& columns) {
  RowCount count;
  for (; columns.rows + 1 < columns.offsets.size(); ++columns.rows) {
    const Row row = first_row(words.subspan(count.words));
    if (row.words == 0 || !row.plain) return count;
    const std::size_t begin = columns.offsets[columns.rows];
    const std::size_t length = padded(row.ids.size(), padding);
    if (columns.ids.size() - begin < length) return count;
    const std::size_t end = begin + length;
    const std::size_t at = padding.left ? end - row.ids.size() : begin;
    pad(begin, at, padding.id, columns);
    put(row, at, columns);
    pad(at + row.ids.size(), end, padding.id, columns);
    columns.offsets[columns.rows + 1] = static_cast<std::uint32_t>(end);
    add(row, count);
  }
  return count;
}

}  // namespace tg
