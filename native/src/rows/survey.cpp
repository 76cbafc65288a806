// survey_rows: one pass over the matrix for the flags of its rows and the sums of its members.
#include <bit>
#include <utility>

#include "rows/mean.h"
#include "rows/parallel.h"
#include "rows/row_flags.h"
#include "rows/row_windows.h"
#include "tensor/add_rows.h"
#include "tokengraft/rows.h"

namespace tg {
namespace {

class Survey {
 public:
  Survey(const MatrixFile& matrix, std::span<const std::uint8_t> members, const std::atomic<bool>* cancelled,
         std::span<std::uint8_t> flags)
      : matrix_(matrix), members_(members), cancelled_(cancelled), flags_(flags) {}

  Status run(unsigned threads, std::vector<double>& sums) {
    std::vector<std::vector<double>> lanes(lane_count(matrix_));
    TG_RETURN_IF_ERROR(run_tasks(threads, lanes.size(), [&](std::size_t lane) {
      lanes[lane].assign(width(), 0);
      std::vector<std::uint8_t> buffer;
      return for_each_window(matrix_, lane_of(matrix_, lane), cancelled_, buffer,
                             [&](std::uint64_t first, std::size_t count, const std::uint8_t* bytes) {
                               add_members(first, count, bytes, lanes[lane]);
                               flag(first, count, bytes, all_finite(lanes[lane]));
                               return Status();
                             });
    }));
    sums = add_lanes(lanes);
    return {};
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(matrix_.shape().width); }

  // Sums of finite elements are far below the largest double, so finite sums prove that the members added to them are.
  // The exponent of a number that is not finite is all ones: one more carries into the bit above.
  static bool all_finite(std::span<const double> sums) {
    std::uint64_t carries = 0;
    for (const double sum : sums) carries |= (std::bit_cast<std::uint64_t>(sum) >> 52 & 0x7ff) + 1;
    return (carries & 0x800) == 0;
  }

  void flag(std::uint64_t first, std::size_t count, const std::uint8_t* bytes, bool members_are_finite) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t* row = bytes + i * matrix_.row_bytes();
      const bool is_finite = members_are_finite && is_member(first + i);
      flags_[static_cast<std::size_t>(first) + i] = flags_of_row(matrix_.shape().dtype, row, width(), is_finite);
    }
  }

  bool is_member(std::uint64_t row) const { return members_.empty() || members_[static_cast<std::size_t>(row)] != 0; }

  // Members that are neighbours are added together.
  void add_members(std::uint64_t first, std::size_t count, const std::uint8_t* bytes, std::span<double> sums) const {
    for (std::size_t begin = 0, end = 0; begin < count; begin = end + 1) {
      end = begin;
      while (end < count && is_member(first + end)) ++end;
      add_rows(matrix_.shape().dtype, bytes + begin * matrix_.row_bytes(), end - begin, sums);
    }
  }

  const MatrixFile& matrix_;
  std::span<const std::uint8_t> members_;
  const std::atomic<bool>* cancelled_;
  std::span<std::uint8_t> flags_;
};

}  // namespace

Status survey_rows(const FileMatrix& matrix, std::span<const std::uint8_t> members, unsigned threads,
                   const std::atomic<bool>* cancelled, RowSurvey& survey) {
  const auto file = MatrixFile::open_for_reading(matrix);
  if (!file.ok()) return file.status();
  if (!members.empty() && members.size() != matrix.rows) {
    return Status::error(Code::bad_argument, matrix.path + ": " + std::to_string(members.size()) +
                                                 " flags of members for " + std::to_string(matrix.rows) + " rows");
  }
  survey.flags.assign(static_cast<std::size_t>(matrix.rows), 0);
  return Survey(file.value(), members, cancelled, survey.flags).run(threads, survey.sums);
}

}  // namespace tg
