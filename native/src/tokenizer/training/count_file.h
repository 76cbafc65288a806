// Counted words in a file, by ascending bytes: what tables that became too large are spilled to, and what parts of a
// distributed count are sent as. A word is its length, its bytes and its count, the numbers in LEB128; a length of 0
// and the number of words end the file.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/status.h"

namespace tg {

class CountFile {
 public:
  // A file for writing and reading that has no name and is gone with the process.
  static Result<CountFile> temporary(const std::string& folder);
  static Result<CountFile> create(const std::string& path);
  static Result<CountFile> open(const std::string& path);

  // Writing, in ascending order.
  void put_line(std::string_view line);
  void put(std::string_view word, std::uint64_t count);
  Status end();

  // Reading. `rewind` goes to the first byte.
  void rewind();
  Status read_line(std::string& line);
  // False at the end. Fails with Code::bad_file where the file contradicts its format.
  Result<bool> next(std::string& word, std::uint64_t& count);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  CountFile(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}
  static Result<CountFile> open_as(const std::string& path, const char* mode);
  void put_number(std::uint64_t number);
  bool get_number(std::uint64_t& number);
  Status damaged(const char* what) const;

  std::unique_ptr<std::FILE, Close> file_;
  std::string name_;
  std::string last_;
  std::uint64_t words_ = 0;
};

// The words of sorted files, those that several hold once, with the sum of their counts.
// REQUIRES: the files stand at their first word.
Status merge_counts(std::vector<CountFile>& files,
                    const std::function<void(std::string_view word, std::uint64_t count)>& visit);

}  // namespace tg
