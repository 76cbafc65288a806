// Byte ranges of files: copied without passing through the caller, holes kept; compared; and folders exchanged
// atomically.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "tokengraft/status.h"

namespace tg {

// Copies `length` bytes. The target exists; it grows if needed. Holes of the source stay holes where the system can
// tell them. Resident memory stays bounded (a few MiB), whatever the length. A range that overlaps itself in one file
// is refused. A failure may leave part of the bytes copied.
Status copy_range(const std::string& source, std::uint64_t source_offset, const std::string& target,
                  std::uint64_t target_offset, std::uint64_t length, const std::atomic<bool>* cancelled);

// Shares the source's blocks with a new file `target` (reflink). False where the file system cannot; then nothing is
// left behind.
Result<bool> clone_file(const std::string& source, const std::string& target);

struct Comparison {
  bool equal;
  std::uint64_t first_difference;  // bytes from the beginning of the ranges; meaningful when not equal
};

// Compares two ranges of equal length byte by byte; ranges that are holes in both files are equal without being read.
Result<Comparison> compare_ranges(const std::string& a, std::uint64_t a_offset, const std::string& b,
                                  std::uint64_t b_offset, std::uint64_t length, const std::atomic<bool>* cancelled);

// Swaps two paths of one file system in one step. False where the system cannot (then nothing changed).
Result<bool> exchange_paths(const std::string& a, const std::string& b);

}  // namespace tg
