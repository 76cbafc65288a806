#include "rows/matrix_file.h"

#include <limits>
#include <utility>

#include "tensor/convert.h"

namespace tg {
namespace {

std::string describe(const FileMatrix& matrix) {
  return matrix.path + ": a matrix of " + std::to_string(matrix.rows) + " rows and " + std::to_string(matrix.width) +
         " columns at byte " + std::to_string(matrix.offset);
}

}  // namespace

Status check_shape(const FileMatrix& matrix) {
  if (matrix.width == 0) return Status::error(Code::bad_argument, describe(matrix) + " has no columns");
  if (matrix.rows > kMaxRows || matrix.width > kMaxWidth) {
    return Status::error(Code::limit, describe(matrix) + " is more than " + std::to_string(kMaxRows) + " rows or " +
                                          std::to_string(kMaxWidth) + " columns");
  }
  const std::uint64_t size = matrix.rows * matrix.width * dtype_size(matrix.dtype);  // below 2^47
  if (matrix.offset > std::numeric_limits<std::uint64_t>::max() - size) {
    return Status::error(Code::bad_argument, describe(matrix) + " ends beyond any file");
  }
  return {};
}

std::size_t row_bytes(const FileMatrix& matrix) {
  return static_cast<std::size_t>(matrix.width) * dtype_size(matrix.dtype);
}

Result<MatrixFile> MatrixFile::open_for_reading(const FileMatrix& matrix) {
  TG_RETURN_IF_ERROR(check_shape(matrix));
  return check_length(matrix, File::open_for_reading(matrix.path));
}

Result<MatrixFile> MatrixFile::open_for_writing(const FileMatrix& matrix) {
  TG_RETURN_IF_ERROR(check_shape(matrix));
  return check_length(matrix, File::open_for_writing(matrix.path));
}

Result<MatrixFile> MatrixFile::check_length(const FileMatrix& matrix, Result<File> file) {
  if (!file.ok()) return file.status();
  const auto length = file->size();
  if (!length.ok()) return length.status();
  const std::uint64_t end = matrix.offset + matrix.rows * tg::row_bytes(matrix);
  if (end > length.value()) {
    return Status::error(Code::bad_file, describe(matrix) + " ends at byte " + std::to_string(end) +
                                             ", but the file has " + std::to_string(length.value()));
  }
  return MatrixFile(matrix, std::move(file).value());
}

Status MatrixFile::read_rows(std::uint64_t first, std::span<std::uint8_t> out) const {
  return file_.read_at(position_of(first), out);
}

Status MatrixFile::write_rows(std::uint64_t first, std::span<const std::uint8_t> bytes) const {
  return file_.write_at(position_of(first), bytes);
}

Status MatrixFile::non_finite(std::uint64_t row) const {
  return Status::error(Code::bad_file,
                       shape_.path + ": row " + std::to_string(row) + " holds a value that is not finite");
}

}  // namespace tg
