// The rows that others are said in, in memory, with what a search among them needs.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "rows/matrix_file.h"
#include "tensor/aligned.h"

namespace tg {

// Anchors of a table by their index, 0 … size() - 1.
class Anchors {
 public:
  // Reads the rows. Fails where one is not there or not finite.
  static Result<Anchors> read(const MatrixFile& table, std::span<const std::uint64_t> rows, unsigned threads,
                              const std::atomic<bool>* cancelled);

  std::size_t size() const { return norms_.size(); }
  std::size_t width() const { return width_; }
  Dtype dtype() const { return dtype_; }
  const std::uint8_t* row(std::size_t anchor) const { return bytes_.data() + anchor * row_bytes_; }
  double norm(std::size_t anchor) const { return norms_[anchor]; }

  // False for zero rows and for rows equal to an earlier one: they would add nothing.
  bool is_usable(std::size_t anchor) const { return usable_[anchor] != 0; }
  std::size_t usable_count() const;

  // The rows for screening, bf16, padded by zeros to a multiple of 32 columns: the rows themselves, or the rows divided
  // by their norms (is_unit).
  std::size_t screen_width() const { return (width_ + 31) / 32 * 32; }
  const std::uint16_t* screen() const {
    return unit_.empty() ? reinterpret_cast<const std::uint16_t*>(bytes_.data()) : unit_.data();
  }
  bool is_unit() const { return !unit_.empty(); }

 private:
  Status read_rows(const MatrixFile& table, std::span<const std::uint64_t> rows, unsigned threads,
                   const std::atomic<bool>* cancelled);
  void flag_repeated();
  void make_unit(unsigned threads);

  std::size_t width_ = 0;
  std::size_t row_bytes_ = 0;
  Dtype dtype_ = Dtype::f32;
  AlignedVector<std::uint8_t> bytes_;
  std::vector<double> norms_;
  std::vector<std::uint8_t> usable_;
  AlignedVector<std::uint16_t> unit_;
};

}  // namespace tg
