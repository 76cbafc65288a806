// add_weighted_rows and add_weighted_floats: obvious loops, and blocks of draws and columns that stay in registers.
#include <algorithm>

#include "backend/cpu/cpu_ops.h"
#include "backend/cpu/level.h"
#include "backend/cpu/vectors.h"
#include "backend/cpu/weighted_rows.h"

namespace tg::cpu {
namespace {

TG_INLINE float to_float(std::uint16_t element) {
  return bf16_to_float(element);
}
TG_INLINE float to_float(float element) {
  return element;
}

// Of rows first, first + 2, … of a group.
template <class Block>
float sum_of_half(const Block& block, std::size_t draw, std::size_t column, std::size_t first) {
  float sum = 0;
  for (std::size_t row = first; row < first + kRowGroup; row += 2) {
    const float product =
        to_float(block.weights[draw * block.rows + row]) * to_float(block.elements[row * block.width + column]);
    sum += product;
  }
  return sum;
}

// Columns from `begin` on.
template <class Block>
void add_plain(const Block& block, std::size_t begin) {
  for (std::size_t draw = 0; draw < block.draws; ++draw) {
    for (std::size_t column = begin; column < block.width; ++column) {
      float& sum = block.sums[draw * block.width + column];
      for (std::size_t row = 0; row < block.rows; row += kRowGroup) {
        sum += sum_of_half(block, draw, column, row) + sum_of_half(block, draw, column, row + 1);
      }
    }
  }
}

#if TG_HAVE_AVX2_TWIN

constexpr std::size_t kColumns = 2;  // vectors side by side

template <std::size_t kLanes, std::size_t kDraws>
struct Tile {
  using Floats = typename Vector<kLanes>::Floats;
  Floats at[kDraws][kColumns];
};

template <std::size_t kLanes, std::size_t kDraws, class Block>
TG_INLINE void add_half(const Block& block, std::size_t draw, std::size_t column, std::size_t first,
                        Tile<kLanes, kDraws>& half) {
  using Floats = typename Vector<kLanes>::Floats;
  for (std::size_t row = first; row < first + kRowGroup; row += 2) {
    Floats elements[kColumns];
    for (std::size_t i = 0; i < kColumns; ++i) {
      load<kLanes>(block.elements + row * block.width + column + i * kLanes, elements[i]);
    }
    for (std::size_t d = 0; d < kDraws; ++d) {
      const float weight = to_float(block.weights[(draw + d) * block.rows + row]);
      for (std::size_t i = 0; i < kColumns; ++i) half.at[d][i] += weight * elements[i];
    }
  }
}

template <std::size_t kLanes, std::size_t kDraws, class Block>
TG_INLINE void add_tile(const Block& block, std::size_t draw, std::size_t column) {
  Tile<kLanes, kDraws> sums;
  float* target = block.sums + draw * block.width + column;
  for (std::size_t d = 0; d < kDraws; ++d) {
    for (std::size_t i = 0; i < kColumns; ++i) load<kLanes>(target + d * block.width + i * kLanes, sums.at[d][i]);
  }
  for (std::size_t row = 0; row < block.rows; row += kRowGroup) {
    Tile<kLanes, kDraws> even = {};
    Tile<kLanes, kDraws> odd = {};
    add_half<kLanes, kDraws>(block, draw, column, row, even);
    add_half<kLanes, kDraws>(block, draw, column, row + 1, odd);
    for (std::size_t d = 0; d < kDraws; ++d) {
      for (std::size_t i = 0; i < kColumns; ++i) sums.at[d][i] += even.at[d][i] + odd.at[d][i];
    }
  }
  for (std::size_t d = 0; d < kDraws; ++d) {
    for (std::size_t i = 0; i < kColumns; ++i) store<kLanes>(sums.at[d][i], target + d * block.width + i * kLanes);
  }
}

// Columns [begin, end). REQUIRES: both are multiples of kColumns * kLanes. Draws go inside, so that a strip of elements
// is read from memory once.
template <std::size_t kLanes, std::size_t kDraws, class Block>
TG_INLINE void add_tiles(const Block& block, std::size_t begin, std::size_t end) {
  for (std::size_t column = begin; column < end; column += kColumns * kLanes) {
    std::size_t draw = 0;
    for (; draw + kDraws <= block.draws; draw += kDraws) add_tile<kLanes, kDraws>(block, draw, column);
    for (; draw < block.draws; ++draw) add_tile<kLanes, 1>(block, draw, column);
  }
}

template <class Block>
[[gnu::target("avx2")]] void add_avx2(const Block& block, std::size_t begin, std::size_t end) {
  add_tiles<8, 2>(block, begin, end);
}

template <class Block>
TG_AVX512 void add_avx512(const Block& block, std::size_t begin, std::size_t end) {
  add_tiles<16, 4>(block, begin, end);
}

#endif

// In strips, as far as they are whole, then column by column.
template <class Block>
void add_at([[maybe_unused]] Level level, const Block& block) {
  std::size_t done = 0;
#if TG_HAVE_AVX2_TWIN
  if (level != Level::plain) done = block.width - block.width % kStripColumns;
  if (level == Level::avx2) add_avx2(block, 0, done);
  if (level == Level::avx512) add_avx512(block, 0, done);
#endif
  add_plain(block, done);
}

// Fewer draws do not fill tiles.
constexpr std::size_t kLeastDraws = 5;

}  // namespace

#if TG_HAVE_AMX

void add_weighted_rows_avx512(const WeightedRows& block, std::size_t begin, std::size_t end) {
  add_avx512(block, begin, end);
}

#endif

void add_weighted_rows_at(Level level, const WeightedRows& block) {
#if TG_HAVE_AMX
  if (level == Level::amx && block.draws >= kLeastDraws) {
    const std::size_t whole = block.width - block.width % kStripColumns;
    add_weighted_rows_amx(block, whole);
    return add_plain(block, whole);
  }
#endif
  add_at(level == Level::amx ? Level::avx512 : level, block);
}

void add_weighted_floats_at(Level level, const WeightedFloats& block) {
  add_at(level == Level::amx ? Level::avx512 : level, block);
}

bool add_weighted_rows(const WeightedRows& block) {
  add_weighted_rows_at(best_level(), block);
  return true;
}

bool add_weighted_floats(const WeightedFloats& block) {
  add_weighted_floats_at(best_level(), block);
  return true;
}

}  // namespace tg::cpu
