// The kernel of add_weighted_rows and add_weighted_floats: the order of summation that WeightedRows states.
#pragma once

#include <cuda_bf16.h>

#include "device.h"

namespace tg::cuda {

// --- device helpers ---

inline __device__ float to_float(std::uint16_t bits) {
  return __uint_as_float(static_cast<unsigned>(bits) << 16);
}
inline __device__ float to_float(float value) {
  return value;
}

// Of rows first, first + 2, … of a group; every product is rounded before it is added.
template <class Weight, class Element>
__device__ float sum_of_half(const Weight* weights, const Element* elements, std::size_t width, std::size_t first) {
  float sum = 0;
  for (std::size_t row = first; row < first + kRowGroup; row += 2) {
    sum = __fadd_rn(sum, __fmul_rn(to_float(weights[row]), to_float(elements[row * width])));
  }
  return sum;
}

// --- kernels ---

// One thread a column and draw; the threads of a warp read neighbouring columns.
template <class Weight, class Element>
__global__ void add_weighted_kernel(const Weight* weights, const Element* elements, std::size_t rows, std::size_t width,
                                    float* sums) {
  const std::size_t column = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x;
  const std::size_t draw = blockIdx.y;
  if (column >= width) return;
  const Weight* own = weights + draw * rows;
  float sum = sums[draw * width + column];
  for (std::size_t row = 0; row < rows; row += kRowGroup) {
    const float even = sum_of_half(own, elements + column, width, row);
    const float odd = sum_of_half(own, elements + column, width, row + 1);
    sum = __fadd_rn(sum, __fadd_rn(even, odd));
  }
  sums[draw * width + column] = sum;
}

// --- launchers ---

constexpr std::size_t kMaxDraws = 65535;  // blocks in the second dimension

template <class Block, class Weight, class Element>
bool add_weighted(const Block& block, const Weight* weights, const Element* elements) {
  if (block.rows == 0 || block.width == 0 || block.draws == 0) return true;
  if (block.draws > kMaxDraws) return false;
  DeviceArray<Weight> device_weights(block.draws * block.rows);
  DeviceArray<Element> device_elements(block.rows * block.width);
  DeviceArray<float> sums(block.draws * block.width);
  if (!device_weights.fill(weights) || !device_elements.fill(elements) || !sums.fill(block.sums)) return false;
  const dim3 grid(blocks_for(block.width), static_cast<unsigned>(block.draws));
  add_weighted_kernel<<<grid, kBlock>>>(device_weights.data(), device_elements.data(), block.rows, block.width,
                                        sums.data());
  return succeeded(cudaGetLastError()) && sums.read(block.sums);
}

}  // namespace tg::cuda
