// The fast ways of finding top matches against the obvious loops.
#include "backend/cpu/top_matches.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "check.h"
#include "tensor/element.h"

namespace {

struct Problem {
  std::size_t count;
  std::size_t width;
  std::size_t query_count;
  std::vector<std::uint16_t> rows;
  std::vector<std::uint16_t> queries;
  std::vector<float> scales;

  Problem(std::size_t count_, std::size_t width_, std::size_t query_count_)
      : count(count_), width(width_), query_count(query_count_) {
    std::mt19937 random(static_cast<std::uint32_t>(count * 31 + width * 7 + query_count));
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < count * width; ++i) rows.push_back(tg::Bf16::from_double(normal(random)));
    for (std::size_t i = 0; i < query_count * width; ++i) queries.push_back(tg::Bf16::from_double(normal(random)));
    for (std::size_t i = 0; i < count; ++i) scales.push_back(i % 7 == 3 ? 0 : static_cast<float>(1 + i % 3));
  }

  std::vector<tg::Match> find(void (*way)(const tg::TopMatches&), bool absolute, std::size_t keep) const {
    const tg::Match none{-std::numeric_limits<float>::infinity(), std::numeric_limits<std::uint32_t>::max()};
    std::vector<tg::Match> best(query_count * keep, none);
    way({rows.data(), scales.data(), count, width, 100, queries.data(), query_count, absolute, keep, best.data()});
    return best;
  }
};

}  // namespace

// Sums in another order may swap neighbours: scores are compared, place by place.
TEST("top matches have the scores of the obvious loops, whatever the shape") {
  for (const std::size_t count : {1U, 5U, 64U, 333U}) {
    for (const std::size_t width : {1U, 31U, 64U, 100U, 1056U}) {
      for (const std::size_t queries : {1U, 6U, 33U, 70U}) {
        for (const bool absolute : {false, true}) {
          const Problem problem(count, width, queries);
          const auto fast = problem.find(tg::cpu_backend().top_matches, absolute, 8);
          const auto plain = problem.find(tg::cpu::top_matches_plain, absolute, 8);
          const float bound = 1e-4F * static_cast<float>(width);
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

TEST("matches that are there already take part, and equal ones stand by their rows") {
  const Problem problem(20, 16, 1);
  std::vector<tg::Match> best = {{1e9F, 7}, {-1e9F, 8}};
  tg::cpu_backend().top_matches(
      {problem.rows.data(), problem.scales.data(), 20, 16, 0, problem.queries.data(), 1, false, 2, best.data()});
  CHECK_EQUAL(best[0].row, 7U);
  CHECK(best[1].score > -1e9F);
  const std::vector<std::uint16_t> ones(20 * 16, tg::Bf16::from_double(1));
  const std::vector<float> scales(20, 1);
  best.assign(3, {-std::numeric_limits<float>::infinity(), 99});
  tg::cpu_backend().top_matches({ones.data(), scales.data(), 20, 16, 5, ones.data(), 1, false, 3, best.data()});
  CHECK_EQUAL(best[0].row, 5U);
  CHECK_EQUAL(best[1].row, 6U);
  CHECK_EQUAL(best[2].row, 7U);
}
