#include <atomic>
#include <limits>
#include <random>

#include "check.h"
#include "files/scratch.h"
#include "tokengraft/files.h"

namespace {

using namespace tg::test;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

Bytes random_bytes(std::size_t count) {
  std::mt19937 random(5);
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// The first difference, or -1.
std::int64_t difference(const std::string& a, std::uint64_t a_offset, const std::string& b, std::uint64_t b_offset,
                        std::uint64_t length) {
  const auto comparison = tg::compare_ranges(a, a_offset, b, b_offset, length, nullptr);
  CHECK_EQUAL(comparison.status().message(), std::string());
  if (!comparison.ok()) return -2;
  return comparison->equal ? -1 : static_cast<std::int64_t>(comparison->first_difference);
}

}  // namespace

TEST("equal ranges at different places are equal") {
  const ScratchFolder folder;
  const Bytes bytes = random_bytes(700000);
  const std::string a = folder.write("a", bytes);
  const std::string b = folder.write("b", std::span(bytes).subspan(123));
  CHECK_EQUAL(difference(a, 123, b, 0, bytes.size() - 123), -1);
  CHECK_EQUAL(difference(a, 0, b, 0, 0), -1);
}

TEST("the first of several differences is told, wherever it is") {
  const ScratchFolder folder;
  const Bytes bytes = random_bytes(700000);
  const std::string a = folder.write("a", bytes);
  for (const std::size_t place : {0, 1, 4095, 4096, 262143, 262144, 524288, 699990, 699999}) {
    Bytes changed = bytes;
    changed[place] ^= 1;
    changed.back() ^= 128;
    const std::string b = folder.write("b", changed);
    CHECK_EQUAL(difference(a, 0, b, 0, bytes.size()), static_cast<std::int64_t>(place));
    CHECK_EQUAL(difference(a, 0, b, 0, place), -1);
  }
}

TEST("holes equal zeros, and a byte between holes is found") {
  const ScratchFolder folder;
  const std::string hole = folder.hole("hole", 64 * kMiB);
  const std::string zeros = folder.write("zeros", Bytes(2 * kMiB));
  const std::string other = folder.hole("other", 64 * kMiB);
  CHECK_EQUAL(difference(hole, kMiB, zeros, 0, 2 * kMiB), -1);
  CHECK_EQUAL(difference(hole, 0, other, 0, 64 * kMiB), -1);
  write_into(other, 50 * kMiB + 3, Bytes{0, 1});
  CHECK_EQUAL(difference(hole, kMiB, other, kMiB, 63 * kMiB), static_cast<std::int64_t>(49 * kMiB + 4));
  CHECK_EQUAL(difference(other, kMiB, hole, kMiB, 63 * kMiB), static_cast<std::int64_t>(49 * kMiB + 4));
}

// Reading four TiB would take minutes: the test ends because nothing is read.
TEST("holes in both files are passed over without reading") {
  const ScratchFolder folder;
  const std::uint64_t size = std::uint64_t{4} << 40;
  const std::string a = folder.write("a", Bytes(1));
  const std::string b = folder.write("b", Bytes(1));
  std::error_code error;
  std::filesystem::resize_file(a, size, error);
  std::filesystem::resize_file(b, size, error);
  if (error) return skip("this file system has no files of 4 TiB");
  write_into(b, size - 1, Bytes{9});
  CHECK_EQUAL(difference(a, 0, b, 0, size), static_cast<std::int64_t>(size - 1));
}

TEST("ranges beyond a file are refused, naming it") {
  const ScratchFolder folder;
  const std::string a = folder.write("a", Bytes(100));
  const std::string b = folder.write("b", Bytes(99));
  CHECK_EQUAL(tg::compare_ranges(a, 0, b, 0, 100, nullptr).status().message(),
              b + ": has 99 bytes, but 100 from byte 0 on are needed");
  CHECK_EQUAL(tg::compare_ranges(a, std::numeric_limits<std::uint64_t>::max(), b, 0, 2, nullptr).status().message(),
              a + ": has 100 bytes, but 2 from byte 18446744073709551615 on are needed");
  CHECK(tg::compare_ranges(a, 0, folder / "absent", 0, 1, nullptr).status().code() == tg::Code::io);
}

TEST("a cancelled comparison stops") {
  const ScratchFolder folder;
  const std::string a = folder.write("a", Bytes(100));
  const std::atomic<bool> cancelled = true;
  CHECK_EQUAL(tg::compare_ranges(a, 0, a, 0, 100, &cancelled).status().message(), std::string("cancelled"));
}
