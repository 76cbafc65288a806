// A FileMatrix whose numbers were checked, with its file open.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "files/file.h"
#include "tokengraft/rows.h"

namespace tg {

// No vocabulary is near these; they bound what is allocated for a hostile file.
constexpr std::uint64_t kMaxRows = std::uint64_t{1} << 24;
constexpr std::uint64_t kMaxWidth = std::uint64_t{1} << 21;

// Refuses sizes without a meaning: no column, too many rows or columns, bytes that cannot be counted.
Status check_shape(const FileMatrix& matrix);

// Bytes of one row. REQUIRES: check_shape.
std::size_t row_bytes(const FileMatrix& matrix);

class MatrixFile {
 public:
  // Fails when the file is not long enough for the matrix.
  static Result<MatrixFile> open_for_reading(const FileMatrix& matrix);
  static Result<MatrixFile> open_for_writing(const FileMatrix& matrix);

  const FileMatrix& shape() const { return shape_; }
  const File& file() const { return file_; }
  std::size_t row_bytes() const { return tg::row_bytes(shape_); }
  std::uint64_t size() const { return shape_.rows * row_bytes(); }

  // Of the row's first byte; `row` may be the one behind the last.
  std::uint64_t position_of(std::uint64_t row) const { return shape_.offset + row * row_bytes(); }

  // Whole rows, from `first` on, as many as the bytes are. REQUIRES: they lie within the matrix.
  Status read_rows(std::uint64_t first, std::span<std::uint8_t> out) const;
  Status write_rows(std::uint64_t first, std::span<const std::uint8_t> bytes) const;

  // "PATH: row N holds a value that is not finite".
  Status non_finite(std::uint64_t row) const;

 private:
  MatrixFile(FileMatrix shape, File file) : shape_(std::move(shape)), file_(std::move(file)) {}
  static Result<MatrixFile> check_length(const FileMatrix& matrix, Result<File> file);

  FileMatrix shape_;
  File file_;
};

}  // namespace tg
