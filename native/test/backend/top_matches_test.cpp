// The fast ways of finding top matches against the obvious loops.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "backend/cpu/level.h"
#include "backend/device.h"
#include "check.h"
#include "tensor/element.h"

namespace {

using tg::cpu::Level;

constexpr Level kLevels[] = {Level::plain, Level::avx2, Level::avx512, Level::amx};

struct Problem {
  std::size_t count;
  std::size_t width;
  std::size_t query_count;
  std::vector<std::uint16_t> rows;
  std::vector<std::uint16_t> queries;
  std::vector<float> scales;
  std::vector<float> offsets;  // none, or one a row

  Problem(std::size_t count_, std::size_t width_, std::size_t query_count_)
      : count(count_), width(width_), query_count(query_count_) {
    std::mt19937 random(static_cast<std::uint32_t>(count * 31 + width * 7 + query_count));
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < count * width; ++i) rows.push_back(tg::Bf16::from_double(normal(random)));
    for (std::size_t i = 0; i < query_count * width; ++i) queries.push_back(tg::Bf16::from_double(normal(random)));
    for (std::size_t i = 0; i < count; ++i) scales.push_back(i % 7 == 3 ? 0 : static_cast<float>(1 + i % 3));
  }

  std::vector<tg::Match> find(Level level, bool absolute, std::size_t keep) const {
    const tg::Match none{-std::numeric_limits<float>::infinity(), std::numeric_limits<std::uint32_t>::max()};
    std::vector<tg::Match> best(query_count * keep, none);
    tg::cpu::top_matches_at(level, {rows.data(), scales.data(), count, width, 100, queries.data(), query_count,
                                    absolute, keep, best.data(), offsets.empty() ? nullptr : offsets.data()});
    return best;
  }
};

}  // namespace

// Sums in another order may swap neighbours: scores are compared, place by place.
TEST("top matches have the scores of the obvious loops, whatever the shape") {
  for (const std::size_t count : {1U, 5U, 64U, 300U}) {
    for (const std::size_t width : {32U, 64U, 96U, 1056U}) {
      for (const std::size_t queries : {16U, 32U, 48U, 64U}) {
        for (const bool absolute : {false, true}) {
          const Problem problem(count, width, queries);
          const auto plain = problem.find(Level::plain, absolute, 8);
          const float bound = 1e-4F * static_cast<float>(width);
          for (const Level level : kLevels) {
            if (!tg::cpu::has_level(level)) continue;
            const auto fast = problem.find(level, absolute, 8);
            for (std::size_t i = 0; i < fast.size(); ++i) {
              if (std::isinf(plain[i].score)) {
                CHECK(std::isinf(fast[i].score));
              } else {
                CHECK(std::fabs(fast[i].score - plain[i].score) < bound);
              }
            }
          }
        }
      }
    }
  }
}

TEST("offsets of rows are added to their scores, on every level") {
  Problem problem(600, 64, 48);
  for (std::size_t i = 0; i < problem.count; ++i) problem.offsets.push_back(static_cast<float>(i % 11) * 3 - 20);
  for (const Level level : kLevels) {
    if (!tg::cpu::has_level(level)) continue;
    const auto best = problem.find(level, false, 5);
    for (std::size_t query = 0; query < problem.query_count; ++query) {
      std::vector<double> scores;
      for (std::size_t row = 0; row < problem.count; ++row) {
        if (problem.scales[row] == 0) continue;
        double dot = 0;
        for (std::size_t i = 0; i < problem.width; ++i) {
          dot += static_cast<double>(tg::Bf16::to_float(problem.rows[row * problem.width + i])) *
                 tg::Bf16::to_float(problem.queries[tg::packed_place(query, i, problem.width)]);
        }
        scores.push_back(dot * problem.scales[row] + problem.offsets[row]);
      }
      std::sort(scores.rbegin(), scores.rend());
      for (std::size_t i = 0; i < 5; ++i) CHECK(std::fabs(best[query * 5 + i].score - scores[i]) < 1e-3);
    }
  }
}

TEST("matches that are there already take part, and equal ones stand by their rows") {
  const Problem problem(20, 32, 16);
  std::vector<tg::Match> best(32, {1e9F, 7});
  for (std::size_t i = 1; i < 32; i += 2) best[i] = {-1e9F, 8};
  tg::cpu_backend().top_matches(
      {problem.rows.data(), problem.scales.data(), 20, 32, 0, problem.queries.data(), 16, false, 2, best.data()});
  CHECK_EQUAL(best[0].row, 7U);
  CHECK(best[1].score > -1e9F);
  const std::vector<std::uint16_t> ones(20 * 32, tg::Bf16::from_double(1));
  const std::vector<float> scales(20, 1);
  for (const Level level : kLevels) {
    if (!tg::cpu::has_level(level)) continue;
    best.assign(48, {-std::numeric_limits<float>::infinity(), 99});
    tg::cpu::top_matches_at(level, {ones.data(), scales.data(), 20, 32, 5, ones.data(), 16, false, 3, best.data()});
    CHECK_EQUAL(best[0].row, 5U);
    CHECK_EQUAL(best[1].row, 6U);
    CHECK_EQUAL(best[2].row, 7U);
  }
}
