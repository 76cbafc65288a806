// A file read whole into memory. Not mapped: a mapped file that shrinks meanwhile would end the process.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "tokengraft/status.h"

namespace tg {

// The whole of a regular file. One larger than `limit` bytes is refused with Code::limit before memory is asked for; a
// folder or device is refused with Code::bad_file.
Result<std::string> read_file(const std::string& path, std::uint64_t limit);

// What tells a file, and one state of its content from a later one: every write changes it, unless the clock that
// stamps files has not ticked in between.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // in nanoseconds, as `changed`, the time that no program can set
  std::int64_t changed = 0;
  auto operator<=>(const FileState&) const = default;
};

Result<FileState> state_of_file(const std::string& path);

struct ReadFile {
  std::string bytes;
  // None when the file was written to meanwhile, or when a write might go unnoticed.
  std::optional<FileState> state;
};

// As read_file. When the file was written to just now, it waits until the clock that stamps files has gone on: a
// fiftieth of a second at most.
Result<ReadFile> read_file_with_state(const std::string& path, std::uint64_t limit);

}  // namespace tg
