#include "tokenizer/training/count_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace tg {
namespace {

// Longer than any word that is counted.
constexpr std::uint64_t kLongestWord = 1 << 16;
constexpr std::size_t kLongestLine = std::size_t{1} << 16;

}  // namespace

Result<CountFile> CountFile::open_as(const std::string& path, const char* mode) {
  std::FILE* const file = std::fopen(path.c_str(), mode);
  if (file == nullptr) {
    const int error = errno;
    return Status::io("cannot open " + path + ": " + std::strerror(error), error);
  }
  return CountFile(file, path);
}

Result<CountFile> CountFile::create(const std::string& path) {
  return open_as(path, "wbx");
}

Result<CountFile> CountFile::open(const std::string& path) {
  return open_as(path, "rb");
}

Result<CountFile> CountFile::temporary(const std::string& folder) {
  std::string path = folder + "/tokengraft-counts-XXXXXX";
  const int descriptor = mkstemp(path.data());
  std::FILE* const file = descriptor < 0 ? nullptr : fdopen(descriptor, "w+b");
  if (file == nullptr) {
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    return Status::io("cannot create a temporary file in " + folder + ": " + std::strerror(error), error);
  }
  unlink(path.c_str());
  return CountFile(file, folder);
}

void CountFile::put_number(std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) putc_unlocked(static_cast<int>(number & 0x7F) | 0x80, file_.get());
  putc_unlocked(static_cast<int>(number), file_.get());
}

void CountFile::put_line(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), file_.get());
  std::putc('\n', file_.get());
}

void CountFile::put(std::string_view word, std::uint64_t count) {
  put_number(word.size());
  std::fwrite(word.data(), 1, word.size(), file_.get());
  put_number(count);
  ++words_;
}

Status CountFile::end() {
  put_number(0);
  put_number(words_);
  if (std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0) return {};
  const int error = errno;
  return Status::io("cannot write counts to " + name_ + ": " + std::strerror(error), error);
}

void CountFile::rewind() {
  std::rewind(file_.get());
  words_ = 0;
  last_.clear();
}

Status CountFile::read_line(std::string& line) {
  line.clear();
  for (int unit = std::getc(file_.get()); unit != '\n'; unit = std::getc(file_.get())) {
    if (unit == EOF || line.size() == kLongestLine) return damaged("it has no heading");
    line.push_back(static_cast<char>(unit));
  }
  return {};
}

bool CountFile::get_number(std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const int unit = getc_unlocked(file_.get());
    if (unit == EOF || (shift == 63 && unit > 1)) return false;
    number |= static_cast<std::uint64_t>(unit & 0x7F) << shift;
    if (unit < 0x80) return true;
  }
  return false;
}

Status CountFile::damaged(const char* what) const {
  return Status::error(Code::bad_file, name_ + " is no complete file of counts: " + what);
}

Result<bool> CountFile::next(std::string& word, std::uint64_t& count) {
  std::uint64_t size = 0;
  if (!get_number(size)) return damaged("it ends early");
  if (size == 0) {
    std::uint64_t words = 0;
    if (!get_number(words) || words != words_) return damaged("the number of its words is another");
    return false;
  }
  if (size > kLongestWord) return damaged("it has a word that is too long");
  word.resize(size);
  if (std::fread(word.data(), 1, size, file_.get()) != size || !get_number(count)) return damaged("it ends early");
  if (words_ > 0 && word <= last_) return damaged("its words are not in order");
  if (count == 0) return damaged("it has a word that never occurs");
  last_ = word;
  ++words_;
  return true;
}

namespace {

struct Head {
  std::string word;
  std::uint64_t count = 0;
};

// The files' next words, and which file has the lowest.
class Heads {
  auto is_behind() const {
    return [this](std::size_t a, std::size_t b) { return heads_[a].word > heads_[b].word; };
  }

 public:
  explicit Heads(std::vector<CountFile>& files) : files_(files), heads_(files.size()) {}

  Status advance(std::size_t file) {
    auto more = files_[file].next(heads_[file].word, heads_[file].count);
    if (!more.ok()) return more.status();
    if (!more.value()) return {};
    order_.push_back(file);
    std::push_heap(order_.begin(), order_.end(), is_behind());
    return {};
  }
  bool empty() const { return order_.empty(); }
  const Head& lowest() const { return heads_[order_.front()]; }
  Status drop_lowest() {
    std::pop_heap(order_.begin(), order_.end(), is_behind());
    const std::size_t file = order_.back();
    order_.pop_back();
    return advance(file);
  }

 private:
  std::vector<CountFile>& files_;
  std::vector<Head> heads_;
  std::vector<std::size_t> order_;
};

}  // namespace

Status merge_counts(std::vector<CountFile>& files,
                    const std::function<void(std::string_view word, std::uint64_t count)>& visit) {
  Heads heads(files);
  for (std::size_t file = 0; file < files.size(); ++file) TG_RETURN_IF_ERROR(heads.advance(file));
  std::string word;
  while (!heads.empty()) {
    word = heads.lowest().word;
    std::uint64_t count = 0;
    while (!heads.empty() && heads.lowest().word == word) {
      count += heads.lowest().count;
      TG_RETURN_IF_ERROR(heads.drop_lowest());
    }
    visit(word, count);
  }
  return {};
}

}  // namespace tg
