// Reads a file from front to back. Holes come as zeros without being read: reading them would fill the page cache with
// zeros, at a tenth of the speed.
#pragma once

#include <cstdint>
#include <span>

#include "files/file.h"
#include "files/system.h"

namespace tg {

class SparseReader {
 public:
  // Up to byte `end` of `file`, which must outlive the reader.
  SparseReader(const File& file, std::uint64_t end) : file_(file), end_(end) {}

  // REQUIRES: the bytes end at or before `end`. Any order is right; ascending order is fast.
  Status read_at(std::uint64_t offset, std::span<std::uint8_t> out);

 private:
  bool is_in_hole(std::uint64_t begin, std::uint64_t end);

  const File& file_;
  std::uint64_t end_;
  std::uint64_t known_from_ = 0;  // what `extent_` tells is true from here on; nothing is known at first
  system::Extent extent_ = {0, 0};
};

}  // namespace tg
