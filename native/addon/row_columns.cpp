#include "row_columns.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string>

#include "convert.h"
#include "entry.h"
#include "tokengraft/row_columns.h"

namespace tg::addon {
namespace {

constexpr double kMaxWord = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kCountWords = 6 + kLengthBuckets;

std::span<std::uint32_t> to_count(Napi::Value value) {
  const std::span<std::uint32_t> count = borrow_target<std::uint32_t>(value, "count");
  if (count.size() != kCountWords) refuse(value, "count", "a Uint32Array of " + std::to_string(kCountWords));
  return count;
}

// No sum is above the number of words, which fits: typed arrays of words are shorter than 2^32.
void write_count(const RowCount& count, std::span<std::uint32_t> target) {
  const auto word = [](std::size_t number) { return static_cast<std::uint32_t>(number); };
  const std::array<std::uint32_t, kCountWords - kLengthBuckets> sums{word(count.words),   word(count.rows),
                                                                     word(count.tokens),  word(count.supervised),
                                                                     word(count.longest), count.largest_id};
  std::copy(count.lengths.begin(), count.lengths.end(), std::copy(sums.begin(), sums.end(), target.begin()));
}

Napi::Value count_all(const Napi::CallbackInfo& info) {
  const std::span<const std::uint32_t> words = borrow<std::uint32_t>(info[0], "words");
  const FinishedRow finished{.longest = to_integer(info[1], "longest"),
                             .may_be_unsupervised = to_boolean(info[2], "mayBeUnsupervised")};
  write_count(count_rows(words, finished), to_count(info[3]));
  return info.Env().Undefined();
}

RowPadding to_padding(Napi::Value value) {
  const Napi::Object object = to_object(value, "padding");
  const RowPadding padding{.id = static_cast<TokenId>(to_integer(object.Get("id"), "padding.id", kMaxWord)),
                           .least = to_integer(object.Get("least"), "padding.least", kMaxWord),
                           .multiple = to_integer(object.Get("multiple"), "padding.multiple", kMaxWord),
                           .left = to_boolean(object.Get("left"), "padding.left")};
  if (padding.multiple == 0) refuse(object.Get("multiple"), "padding.multiple", "a positive integer");
  return padding;
}

bool fit(const RowColumns& columns) {
  const auto used = columns.offsets.begin();
  const std::size_t room = columns.ids.size();
  return columns.labels.size() == room && columns.mask.size() == room && columns.rows < columns.offsets.size() &&
         used[static_cast<std::ptrdiff_t>(columns.rows)] <= room;
}

RowColumns to_columns(Napi::Value value, Napi::Value rows) {
  const Napi::Object object = to_object(value, "columns");
  const RowColumns columns{.ids = borrow_target<std::uint32_t>(object.Get("ids"), "columns.ids"),
                           .labels = borrow_target<std::uint32_t>(object.Get("labels"), "columns.labels"),
                           .mask = borrow_target<std::uint8_t>(object.Get("mask"), "columns.mask"),
                           .offsets = borrow_target<std::uint32_t>(object.Get("offsets"), "columns.offsets"),
                           .rows = to_integer(rows, "rows", kMaxWord)};
  if (!fit(columns)) refuse(value, "columns", "columns of one length, and offsets within them up to row `rows`");
  return columns;
}

Napi::Value append_all(const Napi::CallbackInfo& info) {
  const std::span<const std::uint32_t> words = borrow<std::uint32_t>(info[0], "words");
  const RowPadding padding = to_padding(info[1]);
  RowColumns columns = to_columns(info[2], info[3]);
  write_count(append_rows(words, padding, columns), to_count(info[4]));
  return info.Env().Undefined();
}

}  // namespace

void export_row_columns(Napi::Object exports) {
  export_function<count_all>(exports, "countRows");
  export_function<append_all>(exports, "appendRows");
}

}  // namespace tg::addon
