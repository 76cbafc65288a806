#include "tokengraft/row_columns.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "check.h"

namespace tg::test {
namespace {

using Words = std::vector<std::uint32_t>;

constexpr auto kIgnored = static_cast<std::uint32_t>(-100);

// The words of rows, one behind the other: header, runs, ids.
void add_row(Words& words, const Words& runs, const Words& ids, std::uint32_t reason = 0, std::uint32_t side = 0) {
  words.insert(words.end(), {static_cast<std::uint32_t>(ids.size()), static_cast<std::uint32_t>(runs.size()), reason, 0,
                             0, side, 0, 0, 0, 0});
  words.insert(words.end(), runs.begin(), runs.end());
  words.insert(words.end(), ids.begin(), ids.end());
}

struct Block {
  explicit Block(std::size_t room, std::size_t rows = 8)
      : ids(room), labels(room), mask(room), offsets(rows + 1), columns{ids, labels, mask, offsets} {}
  Words ids;
  Words labels;
  std::vector<std::uint8_t> mask;
  Words offsets;
  RowColumns columns;
};

TEST("a row is its ids, labels in its runs alone, and padding behind it") {
  Words words;
  add_row(words, {1, 2, 3, 4}, {5, 6, 7, 8, 9});
  Block block(6);
  const RowCount count = append_rows(words, {.id = 3, .least = 6}, block.columns);
  CHECK_EQUAL(block.ids, (Words{5, 6, 7, 8, 9, 3}));
  CHECK_EQUAL(block.labels, (Words{kIgnored, 6, kIgnored, 8, kIgnored, kIgnored}));
  CHECK(block.mask == (std::vector<std::uint8_t>{1, 1, 1, 1, 1, 0}));
  CHECK_EQUAL(block.offsets[1], 6U);
  CHECK_EQUAL(count.words, words.size());
  CHECK_EQUAL(count.supervised, std::size_t{2});
  CHECK_EQUAL(count.largest_id, 9U);
}

TEST("padding at the left, to a multiple") {
  Words words;
  add_row(words, {0, 1}, {5, 6, 7});
  Block block(4);
  append_rows(words, {.id = 3, .multiple = 2, .left = true}, block.columns);
  CHECK_EQUAL(block.ids, (Words{3, 5, 6, 7}));
  CHECK_EQUAL(block.labels, (Words{kIgnored, 5, kIgnored, kIgnored}));
}

TEST("a row that finds no room is left, and rows go behind those that are there") {
  Words words;
  add_row(words, {}, {1, 2});
  const std::size_t second = words.size();
  add_row(words, {}, {3, 4});
  Block block(3);
  CHECK_EQUAL(append_rows(words, {}, block.columns).words, second);
  CHECK_EQUAL(block.columns.rows, std::size_t{1});
  Block few(9, 1);
  CHECK_EQUAL(append_rows(words, {}, few.columns).words, second);
  CHECK_EQUAL(append_rows(words, {}, few.columns).words, std::size_t{0});
}

TEST("rows that something happened to, and sides of comparisons, stop the call") {
  for (const auto& [reason, side] : {std::pair{2U, 0U}, std::pair{0U, 1U}}) {
    Words words;
    add_row(words, {}, {1});
    add_row(words, {}, {2}, reason, side);
    Block block(9);
    CHECK_EQUAL(append_rows(words, {}, block.columns).rows, std::size_t{1});
  }
}

TEST("a row that reaches behind the words, or has runs behind its ids, stops the call") {
  Words cut;
  add_row(cut, {}, {1, 2});
  cut.pop_back();
  Words endless;
  add_row(endless, {}, {1});
  endless[0] = endless[1] = 0xFFFFFFFF;
  Words lying;
  add_row(lying, {0, 9}, {1});
  Words backwards;
  add_row(backwards, {1, 0}, {1});
  Words odd;
  add_row(odd, {0}, {1});
  for (const Words& words : {cut, endless, lying, backwards, odd, Words{1}, Words{}}) {
    Block block(9);
    CHECK_EQUAL(append_rows(words, {}, block.columns).words, std::size_t{0});
    CHECK_EQUAL(count_rows(words, {.longest = 9, .may_be_unsupervised = true}).words, std::size_t{0});
  }
}

TEST("rows are counted up to the first that is too long, empty or has nothing to learn") {
  for (const Words& ids : {Words{1, 2, 3, 4}, Words{}, Words{1}}) {
    Words words;
    add_row(words, {0, 2}, {7, 9, 8});
    add_row(words, ids.size() == 1 ? Words{} : Words{0, static_cast<std::uint32_t>(ids.size())}, ids);
    const RowCount count = count_rows(words, {.longest = 3});
    CHECK_EQUAL(count.rows, std::size_t{1});
    CHECK_EQUAL(count.tokens, std::size_t{3});
    CHECK_EQUAL(count.supervised, std::size_t{2});
    CHECK_EQUAL(count.largest_id, 9U);
  }
}

TEST("lengths fall into two buckets for each power of two") {
  Words words;
  const std::vector<std::size_t> lengths{1, 2, 3, 4, 5, 6, 7, 8, 11, 12};
  for (const std::size_t length : lengths) add_row(words, {}, Words(length));
  const RowCount count = count_rows(words, {.longest = 99, .may_be_unsupervised = true});
  const std::vector<std::uint32_t> found(count.lengths.begin(), count.lengths.begin() + 8);
  CHECK(found == (std::vector<std::uint32_t>{0, 1, 1, 1, 2, 2, 2, 1}));
  CHECK_EQUAL(count.longest, std::size_t{12});
}

}  // namespace
}  // namespace tg::test
