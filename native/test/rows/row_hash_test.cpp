#include "rows/row_hash.h"

#include <set>
#include <vector>

#include "check.h"

// Equal hashes cost a comparison of rows, so a hash that overlooks a byte would be slow, not wrong.
TEST("a row's hash depends on every bit and on the length") {
  const tg::HashKey key = tg::random_hash_key();
  std::vector<std::uint8_t> row(77, 5);
  std::set<std::uint64_t> hashes;
  for (std::size_t count = 1; count <= row.size(); ++count) hashes.insert(tg::hash_row(key, row.data(), count));
  for (std::size_t bit = 0; bit < row.size() * 8; ++bit) {
    row[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    hashes.insert(tg::hash_row(key, row.data(), row.size()));
    row[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
  CHECK_EQUAL(hashes.size(), row.size() * 9);
}

TEST("another key gives other hashes") {
  const std::vector<std::uint8_t> row(77, 5);
  CHECK(tg::hash_row(tg::random_hash_key(), row.data(), row.size()) !=
        tg::hash_row(tg::random_hash_key(), row.data(), row.size()));
}
