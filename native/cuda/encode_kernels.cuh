// The kernels of encode_sections: the steps of bulk/job.h, each over all of a job.
#pragma once

#include <cuda_runtime.h>

#include "bulk/cutting.h"
#include "bulk/merging.h"
#include "bulk/writing.h"
#include "device.h"

namespace tg::cuda {

// --- device helpers ---

constexpr unsigned kWarp = 32;
constexpr unsigned kAllLanes = ~0u;

// The lanes of a warp as a Group of bulk/merging.h.
struct WarpLanes {
  __device__ static unsigned lane() { return threadIdx.x % kWarp; }
  __device__ static unsigned lanes() { return kWarp; }
  __device__ static void sync() { __syncwarp(); }
  __device__ static std::uint32_t lowest(std::uint32_t number) { return __reduce_min_sync(kAllLanes, number); }
};

inline __device__ std::uint32_t own_number() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

inline __device__ std::uint32_t marks_of(const bulk::Job& job, std::uint32_t word) {
  return word < job.words() ? bulk::count_bits(job.begins[word]) : 0;
}

// The sum of `own` of the threads of the block before this one. REQUIRES: kBlock threads, all of them here.
inline __device__ std::uint32_t sum_before(std::uint32_t own) {
  __shared__ std::uint32_t warp_sums[kBlock / kWarp];
  const unsigned lane = threadIdx.x % kWarp;
  const unsigned warp = threadIdx.x / kWarp;
  std::uint32_t sum = own;  // of this lane and those before it
  for (unsigned distance = 1; distance < kWarp; distance *= 2) {
    const std::uint32_t before = __shfl_up_sync(kAllLanes, sum, distance);
    if (lane >= distance) sum += before;
  }
  if (lane == kWarp - 1) warp_sums[warp] = sum;
  __syncthreads();
  for (unsigned i = 0; i < warp; ++i) sum += warp_sums[i];
  return sum - own;
}

// --- kernels ---

// A block a range of kBlock stretches, a thread a stretch.
template <class Pieces>
__global__ void cut_kernel(bulk::Job job) {
  const std::uint32_t stretch = own_number();
  if (stretch < (job.bytes + bulk::kStretch - 1) / bulk::kStretch) bulk::cut_stretch<Pieces>(job, stretch);
}

// A thread a word of marks.
static __global__ void look_up_kernel(bulk::Job job) {
  const std::uint32_t word = own_number();
  if (word < job.words()) bulk::look_up_word(job, word);
}

constexpr unsigned kMergingWarps = 4;  // of a block

// A warp as many words of marks as it has lanes: they look which of them have pieces to merge, and merge those
// together.
static __global__ void merge_kernel(bulk::Job job) {
  __shared__ bulk::MergeRoom rooms[kMergingWarps];
  const std::uint32_t own = own_number();
  const std::uint32_t first = own / kWarp * kWarp;
  std::uint32_t waiting = __ballot_sync(kAllLanes, own < job.words() && job.unmatched[own] != 0);
  for (; waiting != 0; waiting &= waiting - 1) {
    bulk::merge_word(job, WarpLanes(), rooms[threadIdx.x / kWarp], first + bulk::lowest_bit(waiting));
  }
}

// counts[b]: the marks of the kBlock words of block b.
static __global__ void count_kernel(bulk::Job job, std::uint32_t* counts) {
  const std::uint32_t own = marks_of(job, own_number());
  const std::uint32_t before = sum_before(own);
  if (threadIdx.x == kBlock - 1) counts[blockIdx.x] = before + own;
}

// firsts[b]: the marks before block b. A thread a word.
static __global__ void write_kernel(bulk::Job job, const std::uint32_t* firsts, bulk::TokenId* to) {
  const std::uint32_t word = own_number();
  const std::uint32_t before = sum_before(marks_of(job, word));
  if (word < job.words()) bulk::write_word(job, word, to + firsts[blockIdx.x] + before);
}

// section_firsts[i]: the marks before section i, and at last all. A thread a section.
static __global__ void section_kernel(bulk::Job job, const std::uint32_t* firsts, std::uint32_t* section_firsts) {
  const std::uint32_t section = own_number();
  if (section > job.sections) return;
  const std::uint32_t place = job.section_begins[section];
  const std::uint32_t end = place < job.bytes ? place / bulk::kWordBits : job.words();
  const std::uint32_t block = end / kBlock;
  std::uint32_t count = firsts[block];
  for (std::uint32_t word = block * kBlock; word < end; ++word) count += marks_of(job, word);
  section_firsts[section] = place < job.bytes ? count + bulk::marks_before(job, place) : count;
}

// --- launchers ---

inline bool launch_cutting(const bulk::Job& job, scan::Scheme scheme, cudaStream_t stream) {
  const unsigned blocks = blocks_for((job.bytes + bulk::kStretch - 1) / bulk::kStretch);
  bulk::with_pieces_of(scheme, [&](auto pieces) { cut_kernel<decltype(pieces)><<<blocks, kBlock, 0, stream>>>(job); });
  return succeeded(cudaGetLastError());
}

inline bool launch_looking_up(const bulk::Job& job, cudaStream_t stream) {
  look_up_kernel<<<blocks_for(job.words()), kBlock, 0, stream>>>(job);
  return succeeded(cudaGetLastError());
}

inline bool launch_merging(const bulk::Job& job, cudaStream_t stream) {
  constexpr unsigned kThreads = kMergingWarps * kWarp;
  merge_kernel<<<(job.words() + kThreads - 1) / kThreads, kThreads, 0, stream>>>(job);
  return succeeded(cudaGetLastError());
}

// The number of blocks whose marks are counted, one more than has words: the one behind the text.
inline unsigned counted_blocks(const bulk::Job& job) {
  return job.words() / kBlock + 1;
}

inline bool launch_counting(const bulk::Job& job, std::uint32_t* counts, cudaStream_t stream) {
  count_kernel<<<counted_blocks(job), kBlock, 0, stream>>>(job, counts);
  return succeeded(cudaGetLastError());
}

inline bool launch_writing(const bulk::Job& job, const std::uint32_t* firsts, bulk::TokenId* to, cudaStream_t stream) {
  write_kernel<<<counted_blocks(job), kBlock, 0, stream>>>(job, firsts, to);
  return succeeded(cudaGetLastError());
}

inline bool launch_sections(const bulk::Job& job, const std::uint32_t* firsts, std::uint32_t* section_firsts,
                            cudaStream_t stream) {
  section_kernel<<<blocks_for(std::size_t{job.sections} + 1), kBlock, 0, stream>>>(job, firsts, section_firsts);
  return succeeded(cudaGetLastError());
}

}  // namespace tg::cuda
