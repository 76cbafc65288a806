// top_matches: scores of a chunk of rows at a time, and after each chunk the best of every query. Chunks are as long as
// their scores take 256 MiB, so the matrix of all scores is never there.
#include <algorithm>
#include <vector>

#include "device.h"
#include "scores.h"

namespace tg::cuda {
namespace {

constexpr std::size_t kScoreBytes = std::size_t{256} << 20;
constexpr unsigned kMaxKeep = 1024;
constexpr unsigned kScanners = 128;  // threads that look at the scores of one query

// --- device helpers ---

inline __device__ bool better(const Match& a, const Match& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

inline __device__ void insert(Match* best, unsigned keep, const Match& match) {
  if (!better(match, best[keep - 1])) return;
  unsigned place = keep - 1;
  for (; place > 0 && better(match, best[place - 1]); --place) best[place] = best[place - 1];
  best[place] = match;
}

// --- kernels ---

struct Look {
  const float* scores;  // a row of `count` a query
  const float* scales;
  std::size_t count;
  std::uint32_t first_row;
  bool absolute;
  unsigned keep;
  Match* best;
};

// One block a query. Its threads look for scores above the worst that is kept, together; the first of them puts what
// they found in, in the order of rows, so that the result is the same every time.
__global__ void look_kernel(Look look) {
  __shared__ Match found[kScanners];
  __shared__ bool is_found[kScanners];
  const std::size_t query = blockIdx.x;
  Match* best = look.best + query * look.keep;
  for (std::size_t begin = 0; begin < look.count; begin += kScanners) {
    const std::size_t row = begin + threadIdx.x;
    is_found[threadIdx.x] = false;
    if (row < look.count && look.scales[row] != 0) {
      const float score = look.scores[query * look.count + row] * look.scales[row];
      const Match match{look.absolute ? fabsf(score) : score, static_cast<std::uint32_t>(look.first_row + row)};
      found[threadIdx.x] = match;
      is_found[threadIdx.x] = better(match, best[look.keep - 1]);
    }
    if (__syncthreads_or(is_found[threadIdx.x]) != 0 && threadIdx.x == 0) {
      for (unsigned i = 0; i < kScanners; ++i) {
        if (is_found[i]) insert(best, look.keep, found[i]);
      }
    }
    __syncthreads();
  }
}

// --- launchers ---

// Queries row by row again: packed places are made for the processor.
std::vector<std::uint16_t> unpacked(const TopMatches& search) {
  std::vector<std::uint16_t> rows(search.query_count * search.width);
  for (std::size_t query = 0; query < search.query_count; ++query) {
    for (std::size_t column = 0; column < search.width; ++column) {
      rows[query * search.width + column] = search.queries[packed_place(query, column, search.width)];
    }
  }
  return rows;
}

bool score(const ScoreChunk& chunk) {
  return score_by_cublas(chunk) || score_by_kernel(chunk);
}

// The rows on the device, in chunks padded to whole tiles; padding has the scale 0.
class Chunks {
 public:
  Chunks(const TopMatches& search, std::size_t length)
      : search_(search), rows_(length * search.width), scales_(length), scores_(length * search.query_count) {}

  bool look_at(std::size_t first, std::size_t count, const std::uint16_t* queries, Match* best) {
    const std::size_t padded = (count + 15) / 16 * 16;
    const std::size_t bytes = count * search_.width * sizeof(std::uint16_t);
    const std::uint16_t* source = search_.rows + first * search_.width;
    const void* held = padded == count ? held_copy(source, bytes) : nullptr;
    if (held == nullptr && !copy(source, bytes, padded)) return false;
    if (!copy_scales(first, count, padded)) return false;
    const auto* rows = held == nullptr ? rows_.data() : static_cast<const std::uint16_t*>(held);
    if (!score({rows, padded, queries, search_.query_count, search_.width, scores_.data()})) return false;
    const Look look{scores_.data(),
                    scales_.data(),
                    padded,
                    static_cast<std::uint32_t>(search_.first_row + first),
                    search_.absolute,
                    static_cast<unsigned>(search_.keep),
                    best};
    look_kernel<<<static_cast<unsigned>(search_.query_count), kScanners>>>(look);
    return succeeded(cudaGetLastError());
  }

 private:
  bool copy(const std::uint16_t* source, std::size_t bytes, std::size_t padded) {
    if (rows_.data() == nullptr) return false;
    return succeeded(cudaMemset(rows_.data(), 0, padded * search_.width * sizeof(std::uint16_t))) &&
           succeeded(cudaMemcpy(rows_.data(), source, bytes, cudaMemcpyHostToDevice));
  }

  bool copy_scales(std::size_t first, std::size_t count, std::size_t padded) {
    if (scales_.data() == nullptr || scores_.data() == nullptr) return false;
    return succeeded(cudaMemset(scales_.data(), 0, padded * sizeof(float))) &&
           succeeded(cudaMemcpy(scales_.data(), search_.scales + first, count * sizeof(float), cudaMemcpyHostToDevice));
  }

  const TopMatches& search_;
  DeviceArray<std::uint16_t> rows_;
  DeviceArray<float> scales_;
  DeviceArray<float> scores_;
};

}  // namespace

bool top_matches(const TopMatches& search) {
  if (search.count == 0 || search.query_count == 0) return true;
  if (search.keep > kMaxKeep || search.offsets != nullptr) return false;
  const std::size_t fitting = kScoreBytes / sizeof(float) / search.query_count / 16 * 16;
  const std::size_t length = std::min((search.count + 15) / 16 * 16, std::max<std::size_t>(fitting, 16));
  DeviceArray<std::uint16_t> queries(search.query_count * search.width);
  DeviceArray<Match> best(search.query_count * search.keep);
  if (!queries.fill(unpacked(search).data()) || !best.fill(search.best)) return false;
  Chunks chunks(search, length);
  for (std::size_t first = 0; first < search.count; first += length) {
    const std::size_t count = std::min(length, search.count - first);
    if (!chunks.look_at(first, count, queries.data(), best.data())) return false;
  }
  return best.read(search.best);
}

}  // namespace tg::cuda
