#include "files/sparse_reader.h"

#include <algorithm>
#include <random>

#include "check.h"
#include "files/scratch.h"

namespace {

using namespace tg::test;

constexpr std::uint64_t kSize = std::uint64_t{4} << 20;

}  // namespace

TEST("a file with holes is read as if it had none, in order and out of order") {
  const ScratchFolder folder;
  const std::string path = folder.hole("file", kSize);
  for (const std::uint64_t place : {std::uint64_t{0}, kSize / 3, kSize / 2, kSize - 3})
    write_into(path, place, Bytes(3, 7));
  const Bytes expected = read_file(path);
  const auto file = tg::File::open_for_reading(path);
  REQUIRE_OK(file);
  tg::SparseReader reader(file.value(), kSize);
  std::mt19937 random(8);
  for (int turn = 0; turn < 2000; ++turn) {
    const std::size_t begin = turn < 1000 ? turn * kSize / 1000 : random() % kSize;
    Bytes bytes(std::min<std::size_t>(kSize - begin, random() % 9000), 1);
    REQUIRE_OK(reader.read_at(begin, bytes));
    CHECK(std::equal(bytes.begin(), bytes.end(), expected.begin() + static_cast<std::ptrdiff_t>(begin)));
  }
}
