#include "tokenizer/training/count_file.h"

#include "check.h"
#include "files/scratch.h"

namespace tg::test {
namespace {

using Words = std::vector<std::pair<std::string, std::uint64_t>>;

void write(const std::string& path, const Words& words) {
  auto file = CountFile::create(path);
  REQUIRE_OK(file);
  for (const auto& [word, count] : words) file->put(word, count);
  REQUIRE_OK(file->end());
}

// The message of the first failure, or "".
std::string fault_of(const std::string& path) {
  auto file = CountFile::open(path);
  if (!file.ok()) return file.status().message();
  std::string word;
  std::uint64_t count = 0;
  while (true) {
    const auto more = file->next(word, count);
    if (!more.ok()) return more.status().message();
    if (!more.value()) return "";
  }
}

bool says(const std::string& message, std::string_view part) {
  return message.find(part) != message.npos;
}

}  // namespace

TEST("sorted files merge into one, equal words with the sum of their counts") {
  const ScratchFolder folder;
  write(folder / "a", {{"a", 1}, {"b", std::uint64_t{1} << 40}, {"\xff", 300}});
  write(folder / "b", {{"b", 2}, {"c", 127}});
  write(folder / "c", {});
  std::vector<CountFile> files;
  for (const char* name : {"a", "b", "c"}) {
    auto file = CountFile::open(folder / name);
    REQUIRE_OK(file);
    files.push_back(std::move(file).value());
  }
  std::string merged;
  REQUIRE_OK(merge_counts(files, [&](std::string_view word, std::uint64_t count) {
    merged += std::string(word) + ":" + std::to_string(count) + " ";
  }));
  CHECK_EQUAL(merged, std::string("a:1 b:1099511627778 c:127 \xff:300 "));
}

TEST("a file of counts that lies is refused") {
  const ScratchFolder folder;
  write(folder / "whole", {{"aa", 1}, {"b", 200}});
  const Bytes whole = read_file(folder / "whole");
  CHECK_EQUAL(fault_of(folder / "whole"), std::string());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    folder.write("short", std::span(whole).first(size));
    CHECK(says(fault_of(folder / "short"), "no complete file of counts"));
  }
  write(folder / "disordered", {{"b", 1}, {"a", 1}});
  CHECK(says(fault_of(folder / "disordered"), "not in order"));
  write(folder / "twice", {{"a", 1}, {"a", 1}});
  CHECK(says(fault_of(folder / "twice"), "not in order"));
  write(folder / "never", {{"a", 0}});
  CHECK(says(fault_of(folder / "never"), "never occurs"));
  folder.write("long", Bytes{0x81, 0x80, 0x80, 0x08, 'x'});
  CHECK(says(fault_of(folder / "long"), "too long"));
  folder.write("endless", Bytes(20, 0xFF));
  CHECK(says(fault_of(folder / "endless"), "ends early"));
  folder.write("miscounted", Bytes{1, 'a', 1, 0, 2});
  CHECK(says(fault_of(folder / "miscounted"), "number of its words"));
}

TEST("a file that is there is not written over") {
  const ScratchFolder folder;
  folder.write("a", Bytes{1});
  CHECK(!CountFile::create(folder / "a").ok());
  CHECK(!CountFile::open(folder / "b").ok());
  CHECK(!CountFile::temporary(folder / "b").ok());
}

}  // namespace tg::test
