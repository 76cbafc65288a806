// add_weighted_rows on tiles, whose order of summation is the one that WeightedRows states.
#include "backend/cpu/weighted_rows.h"

#if TG_HAVE_AMX

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "tensor/aligned.h"

namespace tg::cpu {
namespace {

constexpr std::size_t kTileDraws = 16;
constexpr std::size_t kTileElements = 512;  // bf16
constexpr std::size_t kTileBytes = 64;      // of a row

// Columns that are interleaved together: pieces of rows long enough to be read at the speed of memory.
constexpr std::size_t kStrip = 256;
constexpr std::size_t kTileColumns = 16;

// Rows that are interleaved together: what two tiles of columns make of them stays in the first-level cache beside half
// of the weights, while all draws pass over it; all that is interleaved stays in the second-level one.
constexpr std::size_t kRowsAtOnce = 256;

// Rows that are asked for before they are interleaved: a piece of a row is too short for the processor to see it
// coming.
constexpr std::size_t kAhead = 16;

// The sums of 32 draws and 32 columns.
constexpr std::size_t kSums = 4 * kTileDraws * kTileColumns;

// The least magnitude whose products with weights surely stay normal: 2^-40.
constexpr std::uint16_t kSafe = (127 - 40) << 7;

// The weights as tiles: those of 16 draws behind those of the 16 before, groups of 32 rows one behind the other.
AlignedVector<std::uint16_t> weight_tiles(const WeightedRows& block, std::size_t draws) {
  AlignedVector<std::uint16_t> tiles(draws * block.rows);
  for (std::size_t draw = 0; draw < block.draws; ++draw) {
    std::uint16_t* target = tiles.data() + draw / kTileDraws * kTileDraws * block.rows + draw % kTileDraws * kRowGroup;
    for (std::size_t row = 0; row < block.rows; row += kRowGroup) {
      std::memcpy(target + row * kTileDraws, block.weights + draw * block.rows + row,
                  kRowGroup * sizeof(std::uint16_t));
    }
  }
  return tiles;
}

// A part of the block: `rows` from `row` on, `columns` from `column` on.
struct Part {
  std::size_t row;
  std::size_t rows;
  std::size_t column;
  std::size_t columns;
};

// Pairs of rows interleaved, as tiles of 16 pairs and 16 columns: those of a group of rows together. False where an
// element is so small that tiles could lose it.
TG_AMX bool interleave(const WeightedRows& block, const Part& part, std::uint16_t* tiles) {
  const __m512i low = _mm512_set_epi64(0x002f000f002e000e, 0x002d000d002c000c, 0x002b000b002a000a, 0x0029000900280008,
                                       0x0027000700260006, 0x0025000500240004, 0x0023000300220002, 0x0021000100200000);
  const __m512i high = _mm512_add_epi16(low, _mm512_set1_epi16(16));
  const __m512i magnitude = _mm512_set1_epi16(0x7fff);
  const __m512i safe = _mm512_set1_epi16(kSafe);
  __mmask32 small = 0;
  for (std::size_t row = 0; row < part.rows; row += 2) {
    const std::uint16_t* source = block.elements + (part.row + row) * block.width + part.column;
    const std::uint16_t* ahead = source + (row + kAhead < part.rows ? kAhead * block.width : 0);
    std::uint16_t* target = tiles + row / kRowGroup * kRowGroup * part.columns + row % kRowGroup / 2 * kRowGroup;
    for (std::size_t i = 0; i < part.columns; i += 2 * kTileColumns, target += 2 * kTileElements) {
      _mm_prefetch(ahead + i, _MM_HINT_T0);
      _mm_prefetch(ahead + block.width + i, _MM_HINT_T0);
      const __m512i even = _mm512_loadu_si512(source + i);
      const __m512i odd = _mm512_loadu_si512(source + block.width + i);
      const __m512i even_bits = _mm512_and_si512(even, magnitude);
      const __m512i odd_bits = _mm512_and_si512(odd, magnitude);
      small |= _mm512_cmplt_epu16_mask(even_bits, safe) & _mm512_test_epi16_mask(even_bits, even_bits);
      small |= _mm512_cmplt_epu16_mask(odd_bits, safe) & _mm512_test_epi16_mask(odd_bits, odd_bits);
      _mm512_storeu_si512(target, _mm512_permutex2var_epi16(even, low, odd));
      _mm512_storeu_si512(target + kTileElements, _mm512_permutex2var_epi16(even, high, odd));
    }
  }
  return small == 0;
}

// sums[32 draws][2 tiles of columns] += weights * elements; sums are tiles one behind the other, `lower` are the
// weights of the second 16 draws.
TG_AMX void add_products(const std::uint16_t* upper, const std::uint16_t* lower, const std::uint16_t* elements,
                         const Part& part, float* sums) {
  constexpr std::size_t kTileSums = kTileDraws * kTileColumns;
  _tile_loadd(0, sums, kTileBytes);
  _tile_loadd(1, sums + kTileSums, kTileBytes);
  _tile_loadd(2, sums + 2 * kTileSums, kTileBytes);
  _tile_loadd(3, sums + 3 * kTileSums, kTileBytes);
  for (std::size_t group = 0; group < part.rows / kRowGroup; ++group) {
    _tile_loadd(4, upper + group * kTileElements, kTileBytes);
    _tile_loadd(5, lower + group * kTileElements, kTileBytes);
    _tile_loadd(6, elements + group * kRowGroup * part.columns, kTileBytes);
    _tile_loadd(7, elements + group * kRowGroup * part.columns + kTileElements, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, sums, kTileBytes);
  _tile_stored(1, sums + kTileSums, kTileBytes);
  _tile_stored(2, sums + 2 * kTileSums, kTileBytes);
  _tile_stored(3, sums + 3 * kTileSums, kTileBytes);
}

// Between the sums of 32 draws and 32 columns and their four tiles; draws behind the last one are not there.
void move_sums(const WeightedRows& block, std::size_t first_draw, std::size_t column, float* tiles, bool back) {
  for (std::size_t draw = 0; draw < std::min(2 * kTileDraws, block.draws - first_draw); ++draw) {
    float* sums = block.sums + (first_draw + draw) * block.width + column;
    float* here = tiles + draw / kTileDraws * 2 * kTileDraws * kTileColumns + draw % kTileDraws * kTileColumns;
    for (std::size_t tile = 0; tile < 2; ++tile) {
      float* left = sums + tile * kTileColumns;
      float* right = here + tile * kTileDraws * kTileColumns;
      std::memcpy(back ? left : right, back ? right : left, kTileColumns * sizeof(float));
    }
  }
}

class Strips {
 public:
  explicit Strips(const WeightedRows& block)
      : block_(block),
        draws_((block.draws + 2 * kTileDraws - 1) / (2 * kTileDraws) * (2 * kTileDraws)),
        weights_(weight_tiles(block, draws_)),
        elements_(kRowsAtOnce * kStrip),
        sums_(draws_ / (2 * kTileDraws) * (kStrip / (2 * kTileColumns)) * kSums) {}

  // False where tiles could lose something; then no sum has changed.
  TG_AMX bool add(std::size_t column, std::size_t columns) {
    move_all(column, columns, false);
    for (std::size_t row = 0; row < block_.rows; row += kRowsAtOnce) {
      const Part part{row, std::min(kRowsAtOnce, block_.rows - row), column, columns};
      if (!interleave(block_, part, elements_.data())) return false;
      add_part(part);
    }
    move_all(column, columns, true);
    return true;
  }

 private:
  TG_AMX void add_part(const Part& part) {
    float* sums = sums_.data();
    for (std::size_t i = 0; i < part.columns; i += 2 * kTileColumns) {
      for (std::size_t draw = 0; draw < draws_; draw += 2 * kTileDraws, sums += kSums) {
        const std::uint16_t* upper = weights_.data() + draw * block_.rows + part.row * kTileDraws;
        const std::uint16_t* lower = upper + kTileDraws * block_.rows;
        add_products(upper, lower, elements_.data() + i / kTileColumns * kTileElements, part, sums);
      }
    }
  }

  void move_all(std::size_t column, std::size_t columns, bool back) {
    float* sums = sums_.data();
    for (std::size_t i = 0; i < columns; i += 2 * kTileColumns) {
      for (std::size_t draw = 0; draw < draws_; draw += 2 * kTileDraws, sums += kSums) {
        move_sums(block_, draw, column + i, sums, back);
      }
    }
  }

  const WeightedRows& block_;
  std::size_t draws_;
  AlignedVector<std::uint16_t> weights_;
  AlignedVector<std::uint16_t> elements_;
  AlignedVector<float> sums_;
};

}  // namespace

TG_AMX void add_weighted_rows_amx(const WeightedRows& block, std::size_t end) {
  const Tiles tiles;
  Strips strips(block);
  for (std::size_t column = 0; column < end; column += kStrip) {
    const std::size_t columns = std::min(kStrip, end - column);
    if (!strips.add(column, columns)) add_weighted_rows_avx512(block, column, column + columns);
  }
}

}  // namespace tg::cpu

#endif
