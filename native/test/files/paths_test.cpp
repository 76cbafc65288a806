#include <filesystem>

#include "check.h"
#include "files/scratch.h"
#include "tokengraft/files.h"

namespace {

using namespace tg::test;

const std::string kCut = std::string("cut\0off", 7);

}  // namespace

TEST("a clone has the source's bytes; where the file system cannot, nothing is left behind") {
  const ScratchFolder folder;
  const std::string source = folder.write("source", Bytes(10000, 7));
  const auto cloned = tg::clone_file(source, folder / "clone");
  REQUIRE_OK(cloned);
  CHECK_EQUAL(std::filesystem::exists(folder / "clone"), cloned.value());
  if (!cloned.value()) return skip("this file system shares no blocks");
  CHECK(read_file(folder / "clone") == Bytes(10000, 7));
}

TEST("a clone replaces no file") {
  const ScratchFolder folder;
  const std::string source = folder.write("source", Bytes(10, 7));
  const std::string target = folder.write("target", Bytes(3, 1));
  const auto cloned = tg::clone_file(source, target);
  if (cloned.ok()) CHECK(!cloned.value());  // a system without the call does not even look
  CHECK(read_file(target) == Bytes(3, 1));
}

TEST("a clone of nothing is refused, and makes nothing") {
  const ScratchFolder folder;
  const auto cloned = tg::clone_file(folder / "absent", folder / "clone");
  CHECK(cloned.status().code() == tg::Code::io);
  CHECK_EQUAL(cloned.status().system_error(), ENOENT);
  CHECK(!std::filesystem::exists(folder / "clone"));
}

TEST("folders are exchanged in one step") {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder / "a");
  std::filesystem::create_directory(folder / "b");
  folder.write("a/one", Bytes(1));
  const auto exchanged = tg::exchange_paths(folder / "a", folder / "b");
  REQUIRE_OK(exchanged);
  if (!exchanged.value()) return skip("this system exchanges no paths");
  CHECK(std::filesystem::exists(folder / "b/one"));
  CHECK(!std::filesystem::exists(folder / "a/one"));
}

TEST("an exchange with nothing is refused, and the other stays") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", Bytes(1));
  const auto exchanged = tg::exchange_paths(file, folder / "absent");
  if (exchanged.ok()) {
    CHECK(!exchanged.value());
  } else {
    CHECK_EQUAL(exchanged.status().message(),
                "cannot exchange " + file + " and " + (folder / "absent") + ": No such file or directory");
  }
  CHECK(std::filesystem::exists(file));
}

TEST("paths that a zero character would cut short are refused") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", Bytes(1));
  CHECK(tg::clone_file(kCut, folder / "clone").status().code() == tg::Code::bad_argument);
  CHECK(tg::clone_file(file, kCut).status().code() == tg::Code::bad_argument);
  CHECK(tg::exchange_paths(file, kCut).status().code() == tg::Code::bad_argument);
  CHECK(tg::exchange_paths(kCut, file).status().code() == tg::Code::bad_argument);
}
