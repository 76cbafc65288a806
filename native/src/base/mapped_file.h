// Files read by the operating system's means: mapped into memory without copying, or read whole into a string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tokengraft/status.h"

namespace tg {

// A read-only view of a file's bytes, unmapped with the object. The file must not shrink meanwhile: touching what is no
// longer there ends the process, so untrusted small files are better read with read_file.
class MappedFile {
 public:
  // The whole file; an empty one is an empty view.
  static Result<MappedFile> open(const std::string& path);
  // Bytes [offset, offset + length), which must lie within the file (Code::bad_file if not).
  static Result<MappedFile> open_window(const std::string& path, std::uint64_t offset, std::uint64_t length);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  static Result<MappedFile> map(int descriptor, const std::string& path, std::uint64_t offset, std::uint64_t length);
  MappedFile(void* mapping, std::size_t mapped, std::span<const std::byte> bytes)
      : mapping_(mapping), mapped_(mapped), bytes_(bytes) {}

  void* mapping_ = nullptr;  // begins at the page that holds the first byte; null when the view is empty
  std::size_t mapped_ = 0;
  std::span<const std::byte> bytes_;
};

// The whole of a regular file. One larger than `limit` bytes is refused with Code::limit before memory is asked for; a
// folder or device is refused with Code::bad_file.
Result<std::string> read_file(const std::string& path, std::uint64_t limit);

}  // namespace tg
