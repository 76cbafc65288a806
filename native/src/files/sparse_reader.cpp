#include "files/sparse_reader.h"

#include <algorithm>

namespace tg {

Status SparseReader::read_at(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (!is_in_hole(offset, offset + out.size())) return file_.read_at(offset, out);
  std::fill(out.begin(), out.end(), std::uint8_t{0});
  return {};
}

bool SparseReader::is_in_hole(std::uint64_t begin, std::uint64_t end) {
  if (begin < known_from_ || begin >= extent_.end) {
    extent_ = system::next_extent(file_.descriptor(), begin, end_);
    known_from_ = begin;
  }
  return end <= extent_.begin;
}

}  // namespace tg
