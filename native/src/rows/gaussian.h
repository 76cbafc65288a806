// Standard normal draws that depend on (seed, stream, row, column) only.
#pragma once

#include <cstdint>
#include <span>

namespace tg {

struct GaussianSource {
  std::uint64_t seed;
  std::uint64_t stream;
};

// Writes the draws of columns first, first + 1, … of `row`.
//
// Columns 2b and 2b + 1 come from one call of philox.h with
//   key     = (low, high word of seed)
//   counter = (b, row, low, high word of stream),
// whose four words x0 … x3 make two integers p = x0 + 2^32 x1 and q = x2 + 2^32 x3; of each the upper 53 bits count:
//   u = (p / 2^11 + 1) / 2^53 in (0, 1],  v = (q / 2^11) / 2^53 in [0, 1)     (the quotients rounded down)
// and Box and Muller's transform gives sqrt(-2 ln u) cos(2 pi v) and sqrt(-2 ln u) sin(2 pi v).
// Logarithm, sine and cosine are computed here from operations that IEEE 754 rounds exactly, so the draws are the same
// bytes on every machine; they are within 4e-15 of the true values.
// REQUIRES: row < 2^32, first is even, first + out.size() < 2^33.
void draw_normals(const GaussianSource& source, std::uint64_t row, std::uint64_t first, std::span<double> out);

}  // namespace tg
