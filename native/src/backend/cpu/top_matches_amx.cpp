// top_matches on tiles. Queries are copied so that those of a few columns stand together (in their packed places groups
// are a power of two apart and would push each other out of the caches), rows by blocks in the order of tiles. Products
// are summed in a block of scores that stays in the second-level cache until every column has been added; then it is
// looked at once.
#include "backend/cpu/top_matches.h"

#if TG_HAVE_AMX

#include <immintrin.h>

#include <algorithm>
#include <limits>

#include "tensor/aligned.h"

namespace tg::cpu {
namespace {

constexpr std::size_t kTileRows = 16;
constexpr std::size_t kTileColumns = 32;    // bf16 elements
constexpr std::size_t kTileElements = 512;  // bf16
constexpr std::size_t kTileBytes = 64;      // of a row
constexpr std::size_t kTileScores = 256;
constexpr std::size_t kLine = 64;  // bytes

constexpr std::size_t kBlockRows = 256;                     // their scores with 512 queries take 512 KiB
constexpr std::size_t kBlockColumns = 512;                  // of a panel: 32 KiB, which stay in the first-level cache
constexpr std::size_t kPanel = 2 * kQueryGroup;             // queries whose products are made together
constexpr std::size_t kPairs = kBlockRows / kTileRows / 2;  // of tiles of rows, each multiplied with a panel

std::size_t panel_count(const TopMatches& search) {
  return (search.query_count + kPanel - 1) / kPanel;
}

std::size_t columns_from(const TopMatches& search, std::size_t column) {
  return std::min(kBlockColumns, search.width - column);
}

// A thread's, kept: memory that is new each time costs a tenth of the work.
struct Scratch {
  AlignedVector<std::uint16_t>
      queries;                        // those of kBlockColumns columns together, panel by panel, padded to whole ones
  AlignedVector<std::uint16_t> rows;  // of a block, tile by tile
  AlignedVector<float> scores;        // tiles of 16 rows and 16 queries, those of a group of queries together
  AlignedVector<float> worst;         // score that is kept for each query
};

void pack_queries(const TopMatches& search, Scratch& scratch) {
  const std::size_t queries = panel_count(search) * kPanel;
  scratch.queries.resize(queries * search.width);
  scratch.rows.resize(kBlockRows * kBlockColumns);
  scratch.scores.resize(kBlockRows * queries);
  scratch.worst.resize(queries);
  for (std::size_t column = 0; column < search.width; column += kBlockColumns) {
    const std::size_t elements = columns_from(search, column) * kQueryGroup;
    std::uint16_t* target = scratch.queries.data() + column * queries;
    for (std::size_t query = 0; query < queries; query += kQueryGroup, target += elements) {
      const std::uint16_t* source = search.queries + query * search.width + column * kQueryGroup;
      if (query < search.query_count)
        std::copy_n(source, elements, target);
      else
        std::fill_n(target, elements, std::uint16_t{0});
    }
  }
}

// Rows behind the last one repeat it; their scores are not looked at.
TG_AMX void copy_block(const TopMatches& search, std::size_t first, std::size_t column, std::uint16_t* out) {
  const std::size_t columns = columns_from(search, column);
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    const std::size_t from = std::min(first + row, search.count - 1);
    const std::uint16_t* source = search.rows + from * search.width + column;
    std::uint16_t* target = out + row / kTileRows * kTileRows * columns + row % kTileRows * kTileColumns;
    for (std::size_t i = 0; i < columns; i += kTileColumns) {
      _mm512_store_si512(target + i * kTileRows, _mm512_loadu_si512(source + i));
    }
  }
}

// What is multiplied next, brought nearer a few lines at a time while tiles are multiplied.
struct Ahead {
  const float* scores;
  const std::uint16_t* queries;
};

TG_AMX void fetch_ahead(const Ahead& ahead, std::size_t tile) {
  constexpr std::size_t kScoreLines = 2;  // 16 times: two tiles
  constexpr std::size_t kQueryLines = 4;  // 16 times 8: a panel
  const char* scores = reinterpret_cast<const char*>(ahead.scores) + tile * kScoreLines * kLine;
  const char* beside = scores + kBlockRows * kQueryGroup * sizeof(float);
  const char* queries = reinterpret_cast<const char*>(ahead.queries) + tile * kQueryLines * kLine;
  for (std::size_t i = 0; i < kScoreLines; ++i) {
    _mm_prefetch(scores + i * kLine, _MM_HINT_T0);
    _mm_prefetch(beside + i * kLine, _MM_HINT_T0);
  }
  for (std::size_t i = 0; i < kQueryLines; ++i) _mm_prefetch(queries + i * kLine, _MM_HINT_T1);
}

// Two by two tiles of scores, from zero where `is_first`, += 32 rows * 32 queries over `columns` columns. Rows come as
// a stream, so that the first-level cache keeps the queries.
TG_AMX void add_products(const std::uint16_t* rows, const std::uint16_t* queries, std::size_t columns, bool is_first,
                         const Ahead& ahead, float* scores) {
  const std::uint16_t* lower = rows + kTileRows * columns;
  const std::uint16_t* right = queries + kQueryGroup * columns;
  float* beside = scores + kBlockRows * kQueryGroup;
  if (is_first) {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  } else {
    _tile_loadd(0, scores, kTileBytes);
    _tile_loadd(1, beside, kTileBytes);
    _tile_loadd(2, scores + kTileScores, kTileBytes);
    _tile_loadd(3, beside + kTileScores, kTileBytes);
  }
  for (std::size_t tile = 0; tile < columns / kTileColumns; ++tile) {
    _tile_stream_loadd(4, rows + tile * kTileElements, kTileBytes);
    _tile_loadd(6, queries + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, right + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(1, 4, 7);
    fetch_ahead(ahead, tile);
    _tile_stream_loadd(5, lower + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, scores, kTileBytes);
  _tile_stored(1, beside, kTileBytes);
  _tile_stored(2, scores + kTileScores, kTileBytes);
  _tile_stored(3, beside + kTileScores, kTileBytes);
}

// Some of the rows that are copied next, on their way to the second-level cache.
void fetch_rows(const TopMatches& search, std::size_t first, std::size_t column, std::size_t begin, std::size_t end) {
  const std::size_t bytes = columns_from(search, column) * sizeof(std::uint16_t);
  for (std::size_t row = first + begin; row < std::min(first + end, search.count); ++row) {
    const char* source = reinterpret_cast<const char*>(search.rows + row * search.width + column);
    for (std::size_t i = 0; i < bytes; i += kLine) _mm_prefetch(source + i, _MM_HINT_T1);
  }
}

// Columns [column, column + kBlockColumns) of the block of rows at `first`, with all queries.
TG_AMX void score_columns(const TopMatches& search, std::size_t first, std::size_t column, Scratch& scratch) {
  copy_block(search, first, column, scratch.rows.data());
  const std::size_t columns = columns_from(search, column);
  const bool is_last = column + columns == search.width;
  const std::size_t products = panel_count(search) * kPairs;
  const std::size_t pair_scores = 2 * kTileScores;
  const std::uint16_t* queries = scratch.queries.data() + column * panel_count(search) * kPanel;
  for (std::size_t product = 0; product < products; ++product) {
    const std::size_t panel = product / kPairs;
    const std::size_t pair = product % kPairs;
    const std::uint16_t* here = queries + panel * kPanel * columns;
    float* scores = scratch.scores.data() + panel * kPanel * kBlockRows + pair * pair_scores;
    const Ahead ahead{pair + 1 < kPairs ? scores + pair_scores : scores + kPanel * kBlockRows - pair * pair_scores,
                      here + kPanel * columns + pair * (kPanel * columns / kPairs)};
    fetch_rows(search, is_last ? first + kBlockRows : first, is_last ? 0 : column + columns,
               kBlockRows * product / products, kBlockRows * (product + 1) / products);
    add_products(scratch.rows.data() + pair * 2 * kTileRows * columns, here, columns, column == 0, ahead, scores);
  }
}

// Queries whose scores with one row of the block reach the worst that is kept.
TG_AMX void look_at_row(const TopMatches& search, std::size_t first, std::size_t row, const Scratch& scratch) {
  const __m512 scale = _mm512_set1_ps(search.scales[first + row]);
  const __m512 offset = _mm512_set1_ps(search.offsets == nullptr ? 0 : search.offsets[first + row]);
  for (std::size_t query = 0; query < search.query_count; query += kQueryGroup) {
    const float* dots = scratch.scores.data() + query * kBlockRows + row * kQueryGroup;
    __m512 score = _mm512_add_ps(_mm512_mul_ps(_mm512_load_ps(dots), scale), offset);
    if (search.absolute) score = _mm512_abs_ps(score);
    __mmask16 reached = _mm512_cmp_ps_mask(score, _mm512_load_ps(scratch.worst.data() + query), _CMP_GE_OQ);
    for (; reached != 0; reached = static_cast<__mmask16>(reached & (reached - 1))) {
      const auto lane = static_cast<std::size_t>(__builtin_ctz(reached));
      offer(search, first + row, query + lane, dots[lane]);
    }
  }
}

void note_worst(const TopMatches& search, Scratch& scratch) {
  for (std::size_t query = 0; query < search.query_count; ++query) {
    scratch.worst[query] = search.best[(query + 1) * search.keep - 1].score;
  }
}

}  // namespace

TG_AMX void top_matches_amx(const TopMatches& search) {
  if (search.count == 0 || search.query_count == 0) return;
  const Tiles tiles;
  thread_local Scratch scratch;
  pack_queries(search, scratch);
  for (std::size_t first = 0; first < search.count; first += kBlockRows) {
    for (std::size_t column = 0; column < search.width; column += kBlockColumns) {
      score_columns(search, first, column, scratch);
    }
    for (std::size_t row = 0; row < std::min(kBlockRows, search.count - first); ++row) {
      if (row % kTileRows == 0) note_worst(search, scratch);
      if (search.scales[first + row] == 0) continue;
      look_at_row(search, first, row, scratch);
    }
  }
}

}  // namespace tg::cpu

#endif
