// One file, one tokenizer, as long as it is in use and the file is as it was.
#include "tokenizer/opened_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

class ScratchFile {
 public:
  explicit ScratchFile(const std::string& content)
      : path_(std::filesystem::temp_directory_path() / ("tokengraft-open-" + std::to_string(::getpid()) + ".json")) {
    write(content);
  }
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void write(const std::string& content) const { std::ofstream(path_, std::ios::binary) << content; }
  auto open() const { return Tokenizer::open(path_.string(), {TokenizerFormat::tokenizer_json, "", {}}); }

 private:
  std::filesystem::path path_;
};

TEST("a file that is open is not read again") {
  const ScratchFile file(to_json(byte_level()));
  const auto first = file.open();
  const auto second = file.open();
  REQUIRE_OK(first);
  REQUIRE_OK(second);
  CHECK(first.value() == second.value());
}

TEST("threads that open one file at once get one tokenizer") {
  const ScratchFile file(to_json(byte_level()));
  std::vector<std::shared_ptr<const Tokenizer>> opened(8);
  {
    std::vector<std::jthread> threads;
    for (auto& place : opened) threads.emplace_back([&] { place = file.open().value(); });
  }
  for (const auto& each : opened) CHECK(each == opened[0]);
}

TEST("a file that was written to is read again, though its size is the same") {
  TinyJson changed = byte_level();
  changed.tokens.push_back("one");
  const std::string before = to_json(changed);
  changed.tokens.back() = "two";
  const ScratchFile file(before);
  const auto first = file.open();
  file.write(to_json(changed));
  const auto second = file.open();
  REQUIRE_OK(first);
  REQUIRE_OK(second);
  CHECK(first.value()->token_to_id("one").has_value());
  CHECK(!second.value()->token_to_id("one").has_value());
  CHECK(second.value()->token_to_id("two").has_value());
}

TEST("a tokenizer that nobody uses is let go of") {
  const ScratchFile file(to_json(byte_level()));
  std::weak_ptr<const Tokenizer> first = file.open().value();
  CHECK(first.expired());
}

TEST("a file that cannot be opened is tried again each time") {
  const ScratchFile file("{}");
  CHECK(file.open().status().code() == Code::bad_file);
  CHECK(file.open().status().code() == Code::bad_file);
  file.write(to_json(byte_level()));
  REQUIRE_OK(file.open());
}

TEST("other options are another tokenizer") {
  OpenedFiles files;
  int opened = 0;
  const auto open = [&](const OpenOptions& options) {
    return files.get({1, 2, 3, 4, 5}, options, [&]() -> OpenedFiles::Opened {
      ++opened;
      return {parse_tiny(byte_level()), FileState{1, 2, 3, 4, 5}};
    });
  };
  AddedToken token;
  token.content = "<a>";
  const OpenOptions plain{TokenizerFormat::tiktoken, "a+", {}};
  const OpenOptions special{TokenizerFormat::tiktoken, "a+", {token}};
  const auto first = open(plain);
  const auto second = open(special);
  const auto third = open(plain);
  CHECK_EQUAL(opened, 2);
  CHECK(first.value() == third.value());
  CHECK(first.value() != second.value());
}

TEST("a file that changed while it was read is not remembered") {
  OpenedFiles files;
  const auto open = [&] {
    return files.get({1, 2, 3, 4, 5}, {TokenizerFormat::tokenizer_json, "", {}}, []() -> OpenedFiles::Opened {
      return {parse_tiny(byte_level()), std::nullopt};
    });
  };
  const auto first = open();
  const auto second = open();
  CHECK(first.value() != second.value());
}

}  // namespace
}  // namespace tg::test
