#include <cuda_bf16.h>
#include <mma.h>

#include "device.h"
#include "scores.h"

namespace tg::cuda {
namespace {

constexpr unsigned kTile = 16;
constexpr unsigned kWarps = 4;  // a block's, side by side along the rows
constexpr unsigned kWarp = 32;

// --- kernels ---

// One warp a tile of 16 queries and 16 rows; products on tensor cores, sums in float.
__global__ void score_kernel(ScoreChunk chunk) {
  using namespace nvcuda;
  const std::size_t row = (std::size_t{blockIdx.x} * kWarps + threadIdx.x / kWarp) * kTile;
  const std::size_t query = std::size_t{blockIdx.y} * kTile;
  if (row >= chunk.count) return;
  const auto* queries = reinterpret_cast<const __nv_bfloat16*>(chunk.queries) + query * chunk.width;
  const auto* rows = reinterpret_cast<const __nv_bfloat16*>(chunk.rows) + row * chunk.width;
  const auto stride = static_cast<unsigned>(chunk.width);
  wmma::fragment<wmma::accumulator, kTile, kTile, kTile, float> sums;
  wmma::fill_fragment(sums, 0.0F);
  for (std::size_t column = 0; column < chunk.width; column += kTile) {
    wmma::fragment<wmma::matrix_a, kTile, kTile, kTile, __nv_bfloat16, wmma::row_major> left;
    wmma::fragment<wmma::matrix_b, kTile, kTile, kTile, __nv_bfloat16, wmma::col_major> right;
    wmma::load_matrix_sync(left, queries + column, stride);
    wmma::load_matrix_sync(right, rows + column, stride);
    wmma::mma_sync(sums, left, right, sums);
  }
  wmma::store_matrix_sync(chunk.scores + query * chunk.count + row, sums, static_cast<unsigned>(chunk.count),
                          wmma::mem_row_major);
}

}  // namespace

// --- launchers ---

bool score_by_kernel(const ScoreChunk& chunk) {
  if (chunk.count == 0 || chunk.query_count == 0) return true;
  const auto across = static_cast<unsigned>((chunk.count / kTile + kWarps - 1) / kWarps);
  const dim3 grid(across, static_cast<unsigned>(chunk.query_count / kTile));
  score_kernel<<<grid, kWarps * kWarp>>>(chunk);
  return succeeded(cudaGetLastError());
}

}  // namespace tg::cuda
