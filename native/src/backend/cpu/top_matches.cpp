// top_matches: scores of a few rows with a group of queries at a time, looked at while they are in registers.
#include "backend/cpu/top_matches.h"

#include "backend/cpu/cpu_ops.h"
#include "backend/cpu/level.h"
#include "backend/cpu/vectors.h"

namespace tg::cpu {
namespace {

#if TG_HAVE_AVX2_TWIN

// The two elements of each query's pair as floats: the even one is the lower half of a word.
template <std::size_t kLanes>
TG_INLINE void load_pairs(const std::uint16_t* from, typename Vector<kLanes>::Floats& even,
                          typename Vector<kLanes>::Floats& odd) {
  using Floats = typename Vector<kLanes>::Floats;
  typename Vector<kLanes>::Words words;
  std::memcpy(&words, from, sizeof words);
  even = (Floats)(words << 16);
  odd = (Floats)(words & 0xffff0000U);
}

// Scores of kRows rows with a group of queries.
template <std::size_t kLanes, std::size_t kRows>
TG_INLINE void match_group(const TopMatches& search, std::size_t row, std::size_t group) {
  using Floats = typename Vector<kLanes>::Floats;
  constexpr std::size_t kParts = kQueryGroup / kLanes;
  Floats sums[kRows][kParts] = {};
  const std::uint16_t* queries = search.queries + group * kQueryGroup * search.width;
  for (std::size_t column = 0; column < search.width; column += 2) {
    for (std::size_t part = 0; part < kParts; ++part) {
      Floats even, odd;
      load_pairs<kLanes>(queries + column * kQueryGroup + part * kLanes * 2, even, odd);
      for (std::size_t r = 0; r < kRows; ++r) {
        const std::uint16_t* elements = search.rows + (row + r) * search.width + column;
        sums[r][part] += bf16_to_float(elements[0]) * even;
        sums[r][part] += bf16_to_float(elements[1]) * odd;
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    if (search.scales[row + r] == 0) continue;
    for (std::size_t q = 0; q < kQueryGroup; ++q) {
      offer(search, row + r, group * kQueryGroup + q, sums[r][q / kLanes][q % kLanes]);
    }
  }
}

// A group of queries (16 * width elements) stays in the second-level cache while the rows go by.
template <std::size_t kLanes, std::size_t kRows>
TG_INLINE void match_all(const TopMatches& search) {
  for (std::size_t group = 0; group < search.query_count / kQueryGroup; ++group) {
    std::size_t row = 0;
    for (; row + kRows <= search.count; row += kRows) match_group<kLanes, kRows>(search, row, group);
    for (; row < search.count; ++row) match_group<kLanes, 1>(search, row, group);
  }
}

[[gnu::target("avx2")]] void match_avx2(const TopMatches& search) {
  match_all<8, 4>(search);
}

TG_AVX512 void match_avx512(const TopMatches& search) {
  match_all<16, 12>(search);
}

#endif

float dot_plain(const TopMatches& search, std::size_t row, std::size_t query) {
  float sum = 0;
  for (std::size_t i = 0; i < search.width; ++i) {
    sum += bf16_to_float(search.rows[row * search.width + i]) *
           bf16_to_float(search.queries[packed_place(query, i, search.width)]);
  }
  return sum;
}

void match_plain(const TopMatches& search) {
  for (std::size_t row = 0; row < search.count; ++row) {
    if (search.scales[row] == 0) continue;
    for (std::size_t query = 0; query < search.query_count; ++query) {
      offer(search, row, query, dot_plain(search, row, query));
    }
  }
}

}  // namespace

void top_matches_at(Level level, const TopMatches& search) {
  switch (level) {
#if TG_HAVE_AMX
    case Level::amx:
      return top_matches_amx(search);
#endif
#if TG_HAVE_AVX2_TWIN
    case Level::avx512:
      return match_avx512(search);
    case Level::avx2:
      return match_avx2(search);
#endif
    default:
      return match_plain(search);
  }
}

bool top_matches(const TopMatches& search) {
  top_matches_at(best_level(), search);
  return true;
}

}  // namespace tg::cpu
