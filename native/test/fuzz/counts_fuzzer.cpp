// Files of word counts: whatever their bytes, they are refused, or their words come back by ascending bytes and make
// the same file again.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tokenizer/training/count_file.h"

namespace tg {
namespace {

// Words and counts of the file at `path`; false where it is refused.
bool read_counts(const std::string& path, std::vector<std::pair<std::string, std::uint64_t>>& words) {
  auto file = CountFile::open(path);
  if (!file.ok()) return false;
  std::string word;
  std::uint64_t count = 0;
  for (;;) {
    const auto more = file->next(word, count);
    if (!more.ok()) return false;
    if (!more.value()) return true;
    if (count == 0 || (!words.empty() && words.back().first >= word)) std::abort();
    words.emplace_back(word, count);
  }
}

void write_again(const std::vector<std::pair<std::string, std::uint64_t>>& words) {
  auto file = CountFile::temporary("/tmp");
  if (!file.ok()) return;
  for (const auto& [word, count] : words) file->put(word, count);
  if (!file->end().ok()) return;
  file->rewind();
  std::vector<CountFile> files;
  files.push_back(std::move(file).value());
  std::size_t at = 0;
  const Status merged = merge_counts(files, [&](std::string_view word, std::uint64_t count) {
    if (at == words.size() || words[at].first != word || words[at].second != count) std::abort();
    ++at;
  });
  if (!merged.ok() || at != words.size()) std::abort();
}

}  // namespace
}  // namespace tg

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string path = "/tmp/tokengraft-fuzz-" + std::to_string(getpid());
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return 0;
  std::fwrite(data, 1, size, file);
  std::fclose(file);
  std::vector<std::pair<std::string, std::uint64_t>> words;
  if (tg::read_counts(path, words)) tg::write_again(words);
  unlink(path.c_str());
  return 0;
}
