// The operations that a device offers to rows/ and to batches of text. Each takes one plain argument, works on memory
// of the host, and answers when it is done, with true when it was. The table of the processor is complete and never
// fails; it is the specification of every other. A device is a shared library that exports one function (see
// kBackendSymbol); it includes this header and nothing else of the core.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tg {

// Rows are taken in groups of so many: the order of summation follows it.
constexpr std::size_t kRowGroup = 32;

// sums[d * width + c] += sum over r of weights[d * rows + r] * elements[r * width + c], both bf16, in floats: of each
// group of 32 rows the even ones are summed one after the other, then the odd ones, then both sums are added and the
// result is added to the sum so far. This is the order of AMX; products of two bf16 are exact, so it gives the same
// bits with and without fused multiply-add. REQUIRES: rows is a multiple of kRowGroup; weights are 0 or at least 2^-40.
struct WeightedRows {
  const std::uint16_t* weights;
  const std::uint16_t* elements;
  std::size_t rows;
  std::size_t width;
  std::size_t draws;
  float* sums;
};

// The same order for floats; every product is rounded before it is added.
struct WeightedFloats {
  const float* weights;
  const float* elements;
  std::size_t rows;
  std::size_t width;
  std::size_t draws;
  float* sums;
};

// A row and how well it matches.
struct Match {
  float score;
  std::uint32_t row;
};

// Higher scores first; of equal ones the lower row.
inline bool is_better(const Match& a, const Match& b) {
  return a.score != b.score ? a.score > b.score : a.row < b.row;
}

// Queries are packed in groups of so many, see TopMatches.
constexpr std::size_t kQueryGroup = 16;

// Where element `column` of query `query` stands among packed ones.
constexpr std::size_t packed_place(std::size_t query, std::size_t column, std::size_t width) {
  const std::size_t pair = (query / kQueryGroup) * (width / 2) + column / 2;
  return (pair * kQueryGroup + query % kQueryGroup) * 2 + column % 2;
}

// For each query the best rows: score = dot(row, query) * scale of the row + its offset, the magnitude if `absolute`.
// Both are bf16, products are summed in float in any order, subnormals may be lost: a screening. `best` holds `keep`
// matches a query, the best first; what is there already (score -infinity where nothing is) takes part. Rows of scale 0
// do not. The matrix of all scores is never stored. REQUIRES: width is a multiple of 32, query_count of kQueryGroup;
// queries are at their packed_place.
struct TopMatches {
  const std::uint16_t* rows;
  const float* scales;
  std::size_t count;  // of rows
  std::size_t width;
  std::uint32_t first_row;  // the number of rows[0] in `best`
  const std::uint16_t* queries;
  std::size_t query_count;
  bool absolute;
  std::size_t keep;
  Match* best;
  const float* offsets = nullptr;  // none: all 0
};

// A part of a text that is cut into pieces and encoded alone. Valid UTF-8.
struct TextSection {
  const char* bytes;
  std::uint32_t size;
};

// The ids of each section: byte-level BPE by the tokenizer in `image` (src/bulk/image.h), exactly. A section that this
// way does not reach, because a piece in it is too long, say, is left to the caller: `left` is 1, else 0, and its ids
// mean nothing. REQUIRES: all sections together are shorter than 2^31 bytes.
struct EncodeSections {
  const void* image;
  std::size_t image_bytes;
  const TextSection* sections;
  std::size_t count;
  std::uint32_t* ids;     // room for an id a byte; nullptr: they are only counted
  std::uint32_t* begins;  // section i has ids[begins[i] .. begins[i + 1])
  std::uint8_t* left;
};

// Memory that stays as it is until it is released: a device may keep a copy of it for top_matches and encode_sections.
// `bytes` 0 releases.
struct HeldMemory {
  const void* memory;
  std::size_t bytes;
};

// Changes with every argument above and with the list of operations.
constexpr std::uint32_t kBackendAbi = 2;

template <class Argument>
using BackendOp = bool (*)(const Argument& argument);

struct Backend {
  std::uint32_t abi;
  const char* name;  // "CUDA: NVIDIA H200", "processor: AMX"
#define TG_BACKEND_OP(name, Argument) BackendOp<Argument> name;
#include "tokengraft/backend_ops.def"
#undef TG_BACKEND_OP
};

// extern "C" const Backend* tokengraft_backend(const char** reason): the table of a device's library, or nullptr and
// why there is none. Both live as long as the library.
constexpr const char* kBackendSymbol = "tokengraft_backend";
using BackendEntry = const Backend* (*)(const char** reason);

}  // namespace tg
