// audit_rows: one pass over the matrix for flags and hashes, then an exact look at the rows whose hashes agree.
#include <algorithm>
#include <cstring>
#include <utility>

#include "rows/parallel.h"
#include "rows/row_flags.h"
#include "rows/row_hash.h"
#include "rows/row_windows.h"
#include "tokengraft/rows.h"

namespace tg {
namespace {

constexpr std::uint8_t kRepeated = 4;

// Stands for rows of nothing but zero bytes, common in prepared tables; other hashes are odd.
constexpr std::uint64_t kZeroBytes = 0;

// Rows that one thread looks at before it takes the next ones.
constexpr std::uint64_t kRowsPerTask = 1024;

struct HashedRow {
  std::uint64_t hash;
  std::uint64_t row;
  bool operator<(const HashedRow& other) const { return hash != other.hash ? hash < other.hash : row < other.row; }
};

class Audit {
 public:
  Audit(const MatrixFile& matrix, const std::atomic<bool>* cancelled, std::vector<std::uint8_t>& flags)
      : matrix_(matrix), cancelled_(cancelled), flags_(flags), key_(random_hash_key()) {}

  Status run(unsigned threads) {
    const std::uint64_t rows = matrix_.shape().rows;
    flags_.assign(static_cast<std::size_t>(rows), 0);
    hashed_.resize(static_cast<std::size_t>(rows));
    const std::uint64_t tasks = (rows + kRowsPerTask - 1) / kRowsPerTask;
    TG_RETURN_IF_ERROR(run_tasks(threads, static_cast<std::size_t>(tasks), [&](std::size_t task) {
      return scan({task * kRowsPerTask, std::min(rows, (task + 1) * kRowsPerTask)});
    }));
    std::sort(hashed_.begin(), hashed_.end());
    return flag_repeated(threads);
  }

 private:
  Status scan(RowRange range) {
    std::vector<std::uint8_t> buffer;
    return for_each_window(matrix_, range, cancelled_, buffer,
                           [&](std::uint64_t first, std::size_t count, const std::uint8_t* bytes) {
                             for (std::size_t i = 0; i < count; ++i) look_at(first + i, bytes + i * size());
                             return Status();
                           });
  }

  void look_at(std::uint64_t row, const std::uint8_t* bytes) {
    const auto index = static_cast<std::size_t>(row);
    if (is_zero_bytes(bytes)) {
      flags_[index] = kAllZero;
      hashed_[index] = {kZeroBytes, row};
      return;
    }
    const auto count = static_cast<std::size_t>(matrix_.shape().width);
    flags_[index] = flags_of_row(matrix_.shape().dtype, bytes, count);
    hashed_[index] = {hash_row(key_, bytes, size()) | 1, row};
  }

  bool is_zero_bytes(const std::uint8_t* bytes) const {
    return bytes[0] == 0 && std::memcmp(bytes, bytes + 1, size() - 1) == 0;
  }

  // Each group of equal hashes is one task.
  Status flag_repeated(unsigned threads) {
    std::vector<std::span<const HashedRow>> groups;
    for (auto begin = hashed_.begin(); begin != hashed_.end();) {
      const auto end =
          std::find_if(begin, hashed_.end(), [&](const HashedRow& row) { return row.hash != begin->hash; });
      if (end - begin > 1) groups.emplace_back(begin, end);
      begin = end;
    }
    return run_tasks(threads, groups.size(), [&](std::size_t group) {
      return groups[group].front().hash == kZeroBytes ? flag_all_but_first(groups[group])
                                                      : flag_repeated_in(groups[group]);
    });
  }

  Status flag_all_but_first(std::span<const HashedRow> group) {
    for (const HashedRow& hashed : group.subspan(1)) flags_[static_cast<std::size_t>(hashed.row)] |= kRepeated;
    return {};
  }

  // Compares every row of the group with each different one before it. The key is secret, so that in practice there is
  // one: the first.
  Status flag_repeated_in(std::span<const HashedRow> group) {
    std::vector<std::uint8_t> bytes(size());
    std::vector<std::vector<std::uint8_t>> different;
    for (const HashedRow& hashed : group) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      TG_RETURN_IF_ERROR(matrix_.read_rows(hashed.row, bytes));
      if (std::find(different.begin(), different.end(), bytes) == different.end()) {
        different.push_back(bytes);
      } else {
        flags_[static_cast<std::size_t>(hashed.row)] |= kRepeated;
      }
    }
    return {};
  }

  std::size_t size() const { return matrix_.row_bytes(); }

  const MatrixFile& matrix_;
  const std::atomic<bool>* cancelled_;
  std::vector<std::uint8_t>& flags_;
  HashKey key_;
  std::vector<HashedRow> hashed_;
};

}  // namespace

Status audit_rows(const FileMatrix& matrix, unsigned threads, const std::atomic<bool>* cancelled,
                  std::vector<std::uint8_t>& flags) {
  const auto file = MatrixFile::open_for_reading(matrix);
  if (!file.ok()) return file.status();
  return Audit(file.value(), cancelled, flags).run(threads);
}

}  // namespace tg
