// top_matches on tiles. Rows are taken in blocks that are copied into the order of tiles, and products are summed in a
// block of scores that stays in the second-level cache until every column has been added; then it is looked at once.
#include "backend/cpu/top_matches.h"

#if TG_HAVE_AMX

#include <immintrin.h>

#include <algorithm>
#include <vector>

#include "tensor/aligned.h"

namespace tg::cpu {
namespace {

constexpr std::size_t kTileRows = 16;
constexpr std::size_t kTileColumns = 32;    // bf16 elements
constexpr std::size_t kTileElements = 512;  // bf16
constexpr std::size_t kTileBytes = 64;      // of a row
constexpr std::size_t kTileScores = 256;
constexpr std::size_t kBlockRows = 256;     // their scores with 512 queries take 512 KiB
constexpr std::size_t kBlockColumns = 512;  // of 32 queries: 32 KiB, which stay in the first-level cache

struct Scratch {
  AlignedVector<std::uint16_t> rows;  // of a block, tile by tile
  AlignedVector<float> scores;        // tiles of 16 rows and 16 queries, those of a group of queries together
};

// Rows behind the last one repeat it; their scores are not looked at.
TG_AMX void copy_block(const TopMatches& search, std::size_t first, std::size_t column, std::size_t columns,
                       std::uint16_t* out) {
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    const std::size_t from = std::min(first + row, search.count - 1);
    const std::uint16_t* source = search.rows + from * search.width + column;
    std::uint16_t* target = out + row / kTileRows * kTileRows * columns + row % kTileRows * kTileColumns;
    for (std::size_t i = 0; i < columns; i += kTileColumns) {
      _mm512_storeu_si512(target + i * kTileRows, _mm512_loadu_si512(source + i));
    }
  }
}

// Two by two tiles of scores += 32 rows * 32 queries over `columns` columns.
TG_AMX void add_products(const std::uint16_t* rows, const std::uint16_t* queries, std::size_t columns,
                         std::size_t group_elements, float* scores) {
  const std::uint16_t* lower = rows + kTileRows * columns;
  const std::uint16_t* right = queries + group_elements;
  float* beside = scores + kBlockRows * kQueryGroup;
  _tile_loadd(0, scores, kTileBytes);
  _tile_loadd(1, beside, kTileBytes);
  _tile_loadd(2, scores + kTileScores, kTileBytes);
  _tile_loadd(3, beside + kTileScores, kTileBytes);
  for (std::size_t tile = 0; tile < columns / kTileColumns; ++tile) {
    _tile_loadd(4, rows + tile * kTileElements, kTileBytes);
    _tile_loadd(6, queries + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, right + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(1, 4, 7);
    _tile_loadd(5, lower + tile * kTileElements, kTileBytes);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, scores, kTileBytes);
  _tile_stored(1, beside, kTileBytes);
  _tile_stored(2, scores + kTileScores, kTileBytes);
  _tile_stored(3, beside + kTileScores, kTileBytes);
}

// Queries whose scores with one row of the block reach the worst that is kept.
TG_AMX void look_at_row(const TopMatches& search, std::size_t first, std::size_t row, const float* scores,
                        const float* worst) {
  const __m512 scale = _mm512_set1_ps(search.scales[first + row]);
  for (std::size_t query = 0; query < search.query_count; query += kQueryGroup) {
    const float* dots = scores + query * kBlockRows + row * kQueryGroup;
    __m512 score = _mm512_mul_ps(_mm512_loadu_ps(dots), scale);
    if (search.absolute) score = _mm512_abs_ps(score);
    __mmask16 reached = _mm512_cmp_ps_mask(score, _mm512_loadu_ps(worst + query), _CMP_GE_OQ);
    for (; reached != 0; reached = static_cast<__mmask16>(reached & (reached - 1))) {
      const auto lane = static_cast<std::size_t>(__builtin_ctz(reached));
      offer(search, first + row, query + lane, dots[lane]);
    }
  }
}

void note_worst(const TopMatches& search, std::vector<float>& worst) {
  for (std::size_t query = 0; query < search.query_count; ++query) {
    worst[query] = search.best[(query + 1) * search.keep - 1].score;
  }
}

// Some of the rows that are copied next, on their way to the second-level cache while tiles are multiplied.
void fetch_rows(const TopMatches& search, std::size_t first, std::size_t column, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLine = 32;  // bf16
  const std::size_t columns = std::min(kBlockColumns, search.width - column);
  for (std::size_t row = first + begin; row < std::min(first + end, search.count); ++row) {
    const std::uint16_t* source = search.rows + row * search.width + column;
    for (std::size_t i = 0; i < columns; i += kLine)
      _mm_prefetch(reinterpret_cast<const char*>(source + i), _MM_HINT_T1);
  }
}

TG_AMX void score_block(const TopMatches& search, std::size_t first, Scratch& scratch) {
  std::fill(scratch.scores.begin(), scratch.scores.end(), 0.0F);
  const std::size_t group_elements = search.width * kQueryGroup;
  for (std::size_t column = 0; column < search.width; column += kBlockColumns) {
    const std::size_t columns = std::min(kBlockColumns, search.width - column);
    copy_block(search, first, column, columns, scratch.rows.data());
    const bool is_last = column + kBlockColumns >= search.width;
    const std::size_t next_row = is_last ? first + kBlockRows : first;
    const std::size_t next_column = is_last ? 0 : column + kBlockColumns;
    for (std::size_t query = 0; query < search.query_count; query += 2 * kQueryGroup) {
      const std::uint16_t* queries = search.queries + query * search.width + column * kQueryGroup;
      fetch_rows(search, next_row, next_column, kBlockRows * query / search.query_count,
                 kBlockRows * (query + 2 * kQueryGroup) / search.query_count);
      for (std::size_t row = 0; row < kBlockRows; row += 2 * kTileRows) {
        add_products(scratch.rows.data() + row * columns, queries, columns, group_elements,
                     scratch.scores.data() + query * kBlockRows + row * kQueryGroup);
      }
    }
  }
}

TG_AMX void match_pairs_of_groups(const TopMatches& search) {
  const Tiles tiles;
  Scratch scratch{AlignedVector<std::uint16_t>(kBlockRows * kBlockColumns),
                  AlignedVector<float>(kBlockRows * search.query_count)};
  std::vector<float> worst(search.query_count);
  for (std::size_t first = 0; first < search.count; first += kBlockRows) {
    score_block(search, first, scratch);
    for (std::size_t row = 0; row < std::min(kBlockRows, search.count - first); ++row) {
      if (row % kTileRows == 0) note_worst(search, worst);
      if (search.scales[first + row] == 0) continue;
      look_at_row(search, first, row, scratch.scores.data(), worst.data());
    }
  }
}

// The first group of `search`, twice: the tiles want two.
void match_single_group(const TopMatches& search) {
  const std::size_t elements = search.width * kQueryGroup;
  AlignedVector<std::uint16_t> queries(search.queries, search.queries + elements);
  queries.insert(queries.end(), search.queries, search.queries + elements);
  std::vector<Match> best(search.best, search.best + kQueryGroup * search.keep);
  best.insert(best.end(), search.best, search.best + kQueryGroup * search.keep);
  TopMatches twice = search;
  twice.queries = queries.data();
  twice.query_count = 2 * kQueryGroup;
  twice.best = best.data();
  match_pairs_of_groups(twice);
  std::copy_n(best.begin(), kQueryGroup * search.keep, search.best);
}

}  // namespace

void top_matches_amx(const TopMatches& search) {
  TopMatches rest = search;
  const std::size_t paired = search.query_count - search.query_count % (2 * kQueryGroup);
  rest.query_count = paired;
  if (search.count == 0) return;
  if (paired > 0) match_pairs_of_groups(rest);
  if (paired == search.query_count) return;
  rest.queries = search.queries + paired * search.width;
  rest.query_count = kQueryGroup;
  rest.best = search.best + paired * search.keep;
  match_single_group(rest);
}

}  // namespace tg::cpu

#endif
