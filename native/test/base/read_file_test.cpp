#include "base/read_file.h"

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

std::string numbered(std::size_t size) {
  std::string content(size, '\0');
  for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 + i / 256);
  return content;
}

}  // namespace

TEST("what the system refuses carries its number and the path") {
  const auto missing = tg::read_file("/nowhere/at-all", 10);
  CHECK(missing.status().code() == tg::Code::io);
  CHECK_EQUAL(missing.status().system_error(), ENOENT);
  CHECK(missing.status().message().starts_with("/nowhere/at-all: cannot open: "));
}

TEST("a folder, a device and a pipe are refused, without waiting") {
  const Folder folder;
  const std::string pipe = folder.path() + "/pipe";
  CHECK_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  const std::pair<std::string, const char*> cases[] = {
      {folder.path(), "a folder"}, {"/dev/null", "a device"}, {pipe, "a pipe"}};
  for (const auto& [path, kind] : cases) {
    CHECK_EQUAL(tg::read_file(path, 10).status().message(), path + ": expected a file, found " + kind);
    CHECK(tg::read_file(path, 10).status().code() == tg::Code::bad_file);
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
