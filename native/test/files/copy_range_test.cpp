#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <random>

#include "check.h"
#include "files/scratch.h"
#include "tokengraft/files.h"

namespace {

using namespace tg::test;
using tg::Code;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

Bytes random_bytes(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

std::uint64_t allocated(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : kHuge;
}

// 64 MiB with data at the beginning, in the middle and at the end.
std::string sparse_file(const ScratchFolder& folder) {
  const std::string path = folder.hole("sparse", 64 * kMiB);
  for (const std::uint64_t offset : {std::uint64_t{0}, 30 * kMiB + 777, 64 * kMiB - 5000}) {
    write_into(path, offset, random_bytes(5000, 1));
  }
  return path;
}

void check_refused(const tg::Status& status, Code code, const std::string& ending) {
  CHECK_EQUAL(static_cast<int>(status.code()), static_cast<int>(code));
  if (!status.message().ends_with(ending)) CHECK_EQUAL(status.message(), ending);
}

}  // namespace

TEST("a range lands where it is told, and the bytes around it stay") {
  const ScratchFolder folder;
  const Bytes source = random_bytes(20000, 1);
  const std::string from = folder.write("source", source);
  for (const std::uint64_t length : {0, 1, 4095, 4096, 9000}) {
    Bytes expected = random_bytes(20000, 2);
    const std::string to = folder.write("target", expected);
    std::copy_n(source.begin() + 5, length, expected.begin() + 333);
    REQUIRE_OK(tg::copy_range(from, 5, to, 333, length, nullptr));
    CHECK(read_file(to) == expected);
  }
}

TEST("the target grows when it must, and not when it need not") {
  const ScratchFolder folder;
  const std::string from = folder.write("source", random_bytes(1000, 1));
  const std::string to = folder.write("target", Bytes(10));
  REQUIRE_OK(tg::copy_range(from, 0, to, 500, 1000, nullptr));
  CHECK_EQUAL(read_file(to).size(), std::size_t{1500});
  REQUIRE_OK(tg::copy_range(from, 0, to, 0, 1000, nullptr));
  CHECK_EQUAL(read_file(to).size(), std::size_t{1500});
}

TEST("holes of the source stay holes in the target") {
  const ScratchFolder folder;
  const std::string from = sparse_file(folder);
  if (allocated(from) > kMiB) return skip("this file system keeps no holes");
  const std::string to = folder.write("target", {});
  REQUIRE_OK(tg::copy_range(from, 0, to, 4096, 64 * kMiB, nullptr));
  CHECK(allocated(to) < kMiB);
  const Bytes copy = read_file(to);
  CHECK(std::equal(copy.begin() + 4096, copy.end(), read_file(from).begin()));
}

TEST("a hole of the source empties what the target had there") {
  const ScratchFolder folder;
  const std::string from = folder.hole("source", 3 * kMiB);
  write_into(from, kMiB, random_bytes(100, 1));
  Bytes expected = random_bytes(4 * kMiB, 2);
  const std::string to = folder.write("target", expected);
  const Bytes source = read_file(from);
  std::copy(source.begin(), source.end(), expected.begin() + 12345);
  REQUIRE_OK(tg::copy_range(from, 0, to, 12345, 3 * kMiB, nullptr));
  CHECK(read_file(to) == expected);
}

TEST("ranges of one file that do not touch are copied within it") {
  const ScratchFolder folder;
  Bytes expected = random_bytes(10000, 1);
  const std::string path = folder.write("file", expected);
  std::copy_n(expected.begin(), 5000, expected.begin() + 5000);
  REQUIRE_OK(tg::copy_range(path, 0, path, 5000, 5000, nullptr));
  CHECK(read_file(path) == expected);
}

TEST("a range is not copied onto itself") {
  const ScratchFolder folder;
  const std::string path = folder.write("file", random_bytes(10000, 1));
  const Bytes before = read_file(path);
  check_refused(tg::copy_range(path, 0, path, 4999, 5000, nullptr), Code::bad_argument,
                ": a range cannot be copied onto itself (5000 bytes from byte 0 to byte 4999)");
  check_refused(tg::copy_range(path, 4999, path, 0, 5000, nullptr), Code::bad_argument, "from byte 4999 to byte 0)");
  CHECK(read_file(path) == before);
}

TEST("a range beyond the source is refused, and the target keeps its size") {
  const ScratchFolder folder;
  const std::string from = folder.write("source", Bytes(100));
  const std::string to = folder.write("target", Bytes(1));
  check_refused(tg::copy_range(from, 1, to, 0, 100, nullptr), Code::bad_file,
                "source: has 100 bytes, but 100 from byte 1 on are needed");
  check_refused(tg::copy_range(from, kHuge, to, 0, 2, nullptr), Code::bad_file, "on are needed");
  check_refused(tg::copy_range(from, 0, to, 0, kHuge, nullptr), Code::bad_file, "on are needed");
  CHECK_EQUAL(read_file(to).size(), std::size_t{1});
}

TEST("a place that no file can have is refused") {
  const ScratchFolder folder;
  const std::string from = folder.write("source", Bytes(100));
  const std::string to = folder.write("target", Bytes(1));
  for (const std::uint64_t offset : {kHuge - 50, kHuge / 2 - 50}) {
    check_refused(tg::copy_range(from, 0, to, offset, 100, nullptr), Code::io, "target: File too large");
  }
}

TEST("files that are absent or folders are refused with the system's reason") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", Bytes(100));
  const tg::Status absent = tg::copy_range(folder / "absent", 0, file, 0, 1, nullptr);
  check_refused(absent, Code::io, "absent: No such file or directory");
  CHECK_EQUAL(absent.system_error(), ENOENT);
  check_refused(tg::copy_range(file, 0, folder / "absent", 0, 1, nullptr), Code::io,
                "absent: No such file or directory");
  check_refused(tg::copy_range(folder / "", 0, file, 0, 1, nullptr), Code::bad_file, ": not a regular file");
}

TEST("a device is not taken for a file") {
  const ScratchFolder folder;
  const std::string from = folder.write("source", Bytes(100));
  check_refused(tg::copy_range(from, 0, "/dev/null", 0, 100, nullptr), Code::bad_file, ": not a regular file");
}

TEST("a cancelled copy stops") {
  const ScratchFolder folder;
  const std::string from = folder.write("source", random_bytes(100, 1));
  const std::string to = folder.write("target", Bytes(100));
  const std::atomic<bool> cancelled = true;
  check_refused(tg::copy_range(from, 0, to, 0, 100, &cancelled), Code::limit, "cancelled");
  CHECK(read_file(to) == Bytes(100));
}
