#include "base/mapped_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "check.h"

namespace {

// A folder that lives as long as its test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tokengraft-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_; }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + "/" + name, std::ios::binary) << content;
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

std::string text(const tg::MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

std::string numbered(std::size_t size) {
  std::string content(size, '\0');
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 + i / 256);
  return content;
}

}  // namespace

TEST("a mapped file shows the file's bytes, an empty file none") {
  const Folder folder;
  const std::string content = numbered(10'000);
  const auto whole = tg::MappedFile::open(folder.write("a", content));
  REQUIRE_OK(whole);
  CHECK(text(whole.value()) == content);
  const auto empty = tg::MappedFile::open(folder.write("b", ""));
  REQUIRE_OK(empty);
  CHECK_EQUAL(empty.value().bytes().size(), 0U);
}

TEST("a window begins at any byte, not only at pages") {
  const Folder folder;
  const std::string content = numbered(20'000);
  const std::string path = folder.write("a", content);
  for (const std::size_t offset : {0U, 1U, 4095U, 4096U, 4097U, 19'999U, 20'000U}) {
    for (const std::size_t length : {0U, 1U, 5000U}) {
      if (offset + length > content.size()) continue;
      const auto window = tg::MappedFile::open_window(path, offset, length);
      REQUIRE_OK(window);
      CHECK(text(window.value()) == content.substr(offset, length));
    }
  }
}

TEST("a window beyond the end of the file is refused with both lengths") {
  const Folder folder;
  const std::string path = folder.write("a", "12345678");
  const auto window = tg::MappedFile::open_window(path, 4, 5);
  CHECK(window.status().code() == tg::Code::bad_file);
  CHECK_EQUAL(window.status().message(),
              path + ": expected 5 bytes from byte 4 on, but the file has 8 bytes; is it cut short?");
  CHECK(!tg::MappedFile::open_window(path, 9, 0).ok());
  CHECK(!tg::MappedFile::open_window(path, 1, UINT64_MAX).ok());
}

TEST("a moved mapping keeps its bytes") {
  const Folder folder;
  auto first = tg::MappedFile::open(folder.write("a", "first"));
  auto second = tg::MappedFile::open(folder.write("b", "second"));
  REQUIRE_OK(first);
  REQUIRE_OK(second);
  tg::MappedFile moved = std::move(first).value();
  moved = std::move(second).value();
  CHECK_EQUAL(text(moved), "second");
}

TEST("what the system refuses carries its number and the path") {
  const auto missing = tg::MappedFile::open("/nowhere/at-all");
  CHECK(missing.status().code() == tg::Code::io);
  CHECK_EQUAL(missing.status().system_error(), ENOENT);
  CHECK(missing.status().message().starts_with("/nowhere/at-all: cannot open: "));
  CHECK_EQUAL(tg::read_file("/nowhere/at-all", 10).status().system_error(), ENOENT);
}

TEST("a folder, a device and a pipe are refused, without waiting") {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  CHECK_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  const std::pair<std::string, const char*> cases[] = {
      {folder.path(), "a folder"}, {"/dev/null", "a device"}, {pipe, "a pipe"}};
  for (const auto& [path, kind] : cases) {
    CHECK_EQUAL(tg::read_file(path, 10).status().message(), path + ": expected a file, found " + kind);
    CHECK(tg::MappedFile::open(path).status().code() == tg::Code::bad_file);
  }
}

TEST("a file is read whole, up to the limit and not beyond") {
  const Folder folder;
  const std::string content = numbered(100'000);
  const std::string path = folder.write("a", content);
  const auto whole = tg::read_file(path, content.size());
  REQUIRE_OK(whole);
  CHECK(whole.value() == content);
  const auto refused = tg::read_file(path, content.size() - 1);
  CHECK(refused.status().code() == tg::Code::limit);
  CHECK_EQUAL(refused.status().message(), path + ": has 100000 bytes, more than the 99999 that such a file may have");
  CHECK_EQUAL(tg::read_file(folder.write("b", ""), 0).value(), "");
}

TEST("a sparse file of a terabyte is refused before memory is asked for") {
  const Folder folder;
  const std::string path = folder.write("a", "");
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40);
  CHECK(tg::read_file(path, 1'000).status().code() == tg::Code::limit);
}
