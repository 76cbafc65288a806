// The operations that a device offers to rows/. Each takes one plain argument, works on memory of the host, and answers
// when it is done. The table of the processor is complete; it is the specification of every other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tg {

// Rows are taken in groups of so many: the order of summation follows it.
constexpr std::size_t kRowGroup = 32;

// sums[d * width + c] += sum over r of weights[d * rows + r] * elements[r * width + c], both bf16, in floats: of each
// group of 32 rows the even ones are summed one after the other, then the odd ones, then both sums are added and the
// result is added to the sum so far. This is the order of AMX; products of two bf16 are exact, so it gives the same
// bits with and without fused multiply-add. Subnormal results may differ from it. REQUIRES: rows is a multiple of
// kRowGroup.
struct WeightedRows {
  const std::uint16_t* weights;
  const std::uint16_t* elements;
  std::size_t rows;
  std::size_t width;
  std::size_t draws;
  float* sums;
};

// The same order for elements in floats; every product is rounded before it is added.
struct WeightedFloats {
  const std::uint16_t* weights;
  const float* elements;
  std::size_t rows;
  std::size_t width;
  std::size_t draws;
  float* sums;
};

struct Backend {
#define TG_BACKEND_OP(name, Argument) void (*name)(const Argument& argument);
#include "backend/backend_ops.def"
#undef TG_BACKEND_OP
};

// What this processor does best, chosen when it is first asked for.
const Backend& cpu_backend();

}  // namespace tg
