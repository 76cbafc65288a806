// Small tables in files, for tests of what is done with rows.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "files/scratch.h"
#include "tensor/convert.h"
#include "tokengraft/rows.h"

namespace tg::test {

constexpr Dtype kDtypes[] = {Dtype::f32, Dtype::f16, Dtype::bf16};
constexpr std::uint64_t kHeader = 13;  // bytes before row 0: elements are not aligned in files either

inline Bytes encode(Dtype dtype, const std::vector<double>& values) {
  Bytes bytes(values.size() * dtype_size(dtype));
  from_doubles(dtype, values, bytes.data());
  return bytes;
}

inline std::vector<double> decode(Dtype dtype, const Bytes& bytes) {
  std::vector<double> values(bytes.size() / dtype_size(dtype));
  to_doubles(dtype, bytes.data(), values);
  return values;
}

inline FileMatrix write_table(const ScratchFolder& folder, const std::string& name, Dtype dtype, std::uint64_t width,
                              const std::vector<double>& values) {
  Bytes bytes(kHeader, 0xee);
  const Bytes elements = encode(dtype, values);
  bytes.insert(bytes.end(), elements.begin(), elements.end());
  return {folder.write(name, bytes), kHeader, values.size() / width, width, dtype};
}

// Like trained weights: a small spread around nothing.
inline std::vector<double> random_values(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = (static_cast<double>(random()) / 0x1p31 - 1) / 16;
  return values;
}

inline FillPlan make_plan(const FileMatrix& source, const FileMatrix& target, std::vector<RowRecipe> rows) {
  FillPlan plan{};
  plan.source = source;
  plan.target = target;
  plan.rows = std::move(rows);
  plan.normal_deviation = 0.02;
  plan.seed = 7;
  return plan;
}

// Row `row` of a table's file.
inline Bytes row_bytes_of(const FileMatrix& matrix, std::uint64_t row) {
  const Bytes file = read_file(matrix.path);
  const std::size_t size = matrix.width * dtype_size(matrix.dtype);
  const auto begin = file.begin() + static_cast<std::ptrdiff_t>(matrix.offset + row * size);
  return Bytes(begin, begin + static_cast<std::ptrdiff_t>(size));
}

}  // namespace tg::test
