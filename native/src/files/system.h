// What operating systems do differently with files, one function each. The errors are errno values; 0 is success.
// A system without a feature says so through its result, and the caller goes the portable way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tg::system {

struct Identity {
  std::uint64_t device;
  std::uint64_t number;
  std::uint64_t size;
  bool regular;
};

// Opening never waits, whatever stands at `path`. -1: `error` holds why.
int open_file(const std::string& path, bool writing, int& error);
void close_file(int descriptor);
int identify(int descriptor, Identity& identity);
int set_size(int descriptor, std::uint64_t size);

// Bytes moved, 0 at the end of the file, or -1 with `error`. Interruptions are tried again.
std::int64_t read_at(int descriptor, void* out, std::size_t count, std::uint64_t offset, int& error);
std::int64_t write_at(int descriptor, const void* bytes, std::size_t count, std::uint64_t offset, int& error);

// A run of bytes that may hold something: everything in [from, begin) is a hole. Without such knowledge the run begins
// at `from`; behind the last byte that is no hole, begin == end == limit.
struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
};
Extent next_extent(int descriptor, std::uint64_t from, std::uint64_t limit);

// Makes a range read as zeros by giving its blocks back. False: the caller must write the zeros.
bool punch_hole(int descriptor, std::uint64_t offset, std::uint64_t length);

// Moves bytes inside the kernel. Bytes moved, or -1: the caller must move them itself (`error` is 0) or fail.
std::int64_t copy_inside_kernel(int source, std::uint64_t source_offset, int target, std::uint64_t target_offset,
                                std::size_t count, int& error);

// Asks the system to start bringing a range onto the device, and does not wait for it. Nothing where it cannot be
// asked.
void begin_write_back(int descriptor, std::uint64_t offset, std::uint64_t length);

enum class Outcome : std::uint8_t { done, unsupported, failed };

// Creates `target` as a reflink of `source`.
Outcome share_blocks(int source, const std::string& target, int& error);
Outcome exchange(const std::string& a, const std::string& b, int& error);

}  // namespace tg::system
