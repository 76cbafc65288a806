#include <algorithm>
#include <cstring>
#include <vector>

#include "files/cancel.h"
#include "files/file.h"
#include "files/sparse_reader.h"
#include "files/system.h"
#include "tokengraft/files.h"

namespace tg {
namespace {

constexpr std::uint64_t kWindow = std::uint64_t{256} << 10;  // two of them stay in the second-level cache
constexpr std::uint64_t kPiece = std::uint64_t{16} << 20;    // holes are looked for between two pieces

struct Range {
  const File& file;
  std::uint64_t offset;
  SparseReader reader;
  std::vector<std::uint8_t> window;

  // Where, at or behind `from`, something may stand that is no hole.
  std::uint64_t next_data(std::uint64_t from, std::uint64_t length) const {
    return system::next_extent(file.descriptor(), offset + from, offset + length).begin - offset;
  }

  Status read(std::uint64_t from, std::size_t count) {
    window.resize(count);
    return reader.read_at(offset + from, window);
  }
};

Result<Comparison> compare_piece(Range& a, Range& b, std::uint64_t begin, std::uint64_t end) {
  for (; begin < end; begin += kWindow) {
    const auto count = static_cast<std::size_t>(std::min(kWindow, end - begin));
    TG_RETURN_IF_ERROR(a.read(begin, count));
    TG_RETURN_IF_ERROR(b.read(begin, count));
    if (std::memcmp(a.window.data(), b.window.data(), count) == 0) continue;
    const auto differing = std::mismatch(a.window.begin(), a.window.end(), b.window.begin()).first;
    return Comparison{false, begin + static_cast<std::uint64_t>(differing - a.window.begin())};
  }
  return Comparison{true, 0};
}

}  // namespace

Result<Comparison> compare_ranges(const std::string& a, std::uint64_t a_offset, const std::string& b,
                                  std::uint64_t b_offset, std::uint64_t length, const std::atomic<bool>* cancelled) {
  const auto a_file = File::open_for_reading(a);
  if (!a_file.ok()) return a_file.status();
  const auto b_file = File::open_for_reading(b);
  if (!b_file.ok()) return b_file.status();
  TG_RETURN_IF_ERROR(check_range(a_file.value(), a_offset, length));
  TG_RETURN_IF_ERROR(check_range(b_file.value(), b_offset, length));
  Range a_range{a_file.value(), a_offset, {a_file.value(), a_offset + length}, {}};
  Range b_range{b_file.value(), b_offset, {b_file.value(), b_offset + length}, {}};
  for (std::uint64_t done = 0; done < length;) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled));
    done = std::min(a_range.next_data(done, length), b_range.next_data(done, length));
    const std::uint64_t end = std::min(length, done + kPiece);
    auto comparison = compare_piece(a_range, b_range, done, end);
    if (!comparison.ok() || !comparison->equal) return comparison;
    done = end;
  }
  return Comparison{true, 0};
}

}  // namespace tg
