// An open regular file, read and written at given positions, so that threads can share it. Failures name the path.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tokengraft/status.h"

namespace tg {

class File {
 public:
  static Result<File> open_for_reading(const std::string& path);
  // For reading and writing; the file exists.
  static Result<File> open_for_writing(const std::string& path);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }

  Result<std::uint64_t> size() const;
  // Fills `out`; an end of file before that is Code::bad_file.
  Status read_at(std::uint64_t offset, std::span<std::uint8_t> out) const;
  Status write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
  // Lengthens the file to `size` bytes with a hole; a file that is long enough stays as it is.
  Status grow(std::uint64_t size) const;
  // True when both are one file under two names.
  Result<bool> is_same_as(const File& other) const;

  // "WHAT PATH: the system's words", with the system's number.
  Status failure(const std::string& what, int system_error) const;

 private:
  File(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  static Result<File> open(const std::string& path, bool writing);

  std::string path_;
  int descriptor_;
};

// Refuses what the system would cut short: a path with a zero character in it.
Status check_path(const std::string& path);

// Code::bad_file when `length` bytes from `offset` on do not lie within the file.
Status check_range(const File& file, std::uint64_t offset, std::uint64_t length);

}  // namespace tg
