// Scores of a chunk of rows with all queries, on the device.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tg::cuda {

// scores[q * count + r] = dot(row r, query q); all bf16, row-major, summed in float. REQUIRES: count and query_count
// are multiples of 16, width of 16.
struct ScoreChunk {
  const std::uint16_t* rows;
  std::size_t count;
  const std::uint16_t* queries;
  std::size_t query_count;
  std::size_t width;
  float* scores;
};

// By cuBLAS, if it is there: false where it is not, or fails.
bool score_by_cublas(const ScoreChunk& chunk);

// By a kernel of our own on tensor cores.
bool score_by_kernel(const ScoreChunk& chunk);

}  // namespace tg::cuda
