// top_matches: scores of a few rows with a few queries at a time, looked at while they are in registers.
#include "backend/cpu/top_matches.h"

#include <cmath>

#include "backend/cpu/cpu_ops.h"
#include "backend/cpu/vectors.h"

namespace tg::cpu {
namespace {

void offer(const TopMatches& search, std::size_t row, std::size_t query, float dot) {
  if (search.scales[row] == 0) return;
  const float score = dot * search.scales[row];
  const auto number = static_cast<std::uint32_t>(search.first_row + row);
  insert_match(search.best + query * search.keep, search.keep, {search.absolute ? std::fabs(score) : score, number});
}

float dot_plain(const TopMatches& search, std::size_t row, std::size_t query, std::size_t first) {
  const std::uint16_t* a = search.rows + row * search.width;
  const std::uint16_t* b = search.queries + query * search.width;
  float sum = 0;
  for (std::size_t i = first; i < search.width; ++i) sum += bf16_to_float(a[i]) * bf16_to_float(b[i]);
  return sum;
}

#if TG_HAVE_AVX2_TWIN

// Dots of kRows rows with kQueries queries.
template <std::size_t kLanes, std::size_t kRows, std::size_t kQueries>
TG_INLINE void match_tile(const TopMatches& search, std::size_t row, std::size_t query) {
  using Floats = typename Vector<kLanes>::Floats;
  Floats sums[kRows][kQueries] = {};
  const std::size_t whole = search.width - search.width % kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    Floats queries[kQueries];
    for (std::size_t q = 0; q < kQueries; ++q) {
      load<kLanes>(search.queries + (query + q) * search.width + i, queries[q]);
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      Floats elements;
      load<kLanes>(search.rows + (row + r) * search.width + i, elements);
      for (std::size_t q = 0; q < kQueries; ++q) sums[r][q] += elements * queries[q];
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t q = 0; q < kQueries; ++q) {
      float dot = dot_plain(search, row + r, query + q, whole);
      for (std::size_t lane = 0; lane < kLanes; ++lane) dot += sums[r][q][lane];
      offer(search, row + r, query + q, dot);
    }
  }
}

constexpr std::size_t kRowsAtOnce = 4;
constexpr std::size_t kQueriesAtOnce = 4;

template <std::size_t kLanes, std::size_t kRows>
TG_INLINE void match_rows(const TopMatches& search, std::size_t row) {
  std::size_t query = 0;
  for (; query + kQueriesAtOnce <= search.query_count; query += kQueriesAtOnce) {
    match_tile<kLanes, kRows, kQueriesAtOnce>(search, row, query);
  }
  for (; query < search.query_count; ++query) match_tile<kLanes, kRows, 1>(search, row, query);
}

template <std::size_t kLanes>
TG_INLINE void match_all(const TopMatches& search) {
  std::size_t row = 0;
  for (; row + kRowsAtOnce <= search.count; row += kRowsAtOnce) match_rows<kLanes, kRowsAtOnce>(search, row);
  for (; row < search.count; ++row) match_rows<kLanes, 1>(search, row);
}

[[gnu::target("avx2")]] void match_avx2(const TopMatches& search) {
  match_all<8>(search);
}

TG_AVX512 void match_avx512(const TopMatches& search) {
  match_all<16>(search);
}

#endif

}  // namespace

void top_matches_plain(const TopMatches& search) {
  for (std::size_t row = 0; row < search.count; ++row) {
    for (std::size_t query = 0; query < search.query_count; ++query) {
      offer(search, row, query, dot_plain(search, row, query, 0));
    }
  }
}

void top_matches(const TopMatches& search) {
#if TG_HAVE_AVX2_TWIN
  if (has_avx512()) return match_avx512(search);
  if (has_avx2()) return match_avx2(search);
#endif
  top_matches_plain(search);
}

}  // namespace tg::cpu
