// The fast ways of adding weighted rows against the obvious loops: the same bits.
#include <cmath>
#include <random>
#include <vector>

#include "backend/cpu/level.h"
#include "backend/device.h"
#include "check.h"
#include "tensor/element.h"

namespace {

using tg::cpu::Level;

struct Problem {
  std::size_t rows;
  std::size_t width;
  std::size_t draws;
  std::vector<std::uint16_t> weights;
  std::vector<std::uint16_t> elements;
  std::vector<float> floats;
  std::vector<float> sums;

  Problem(std::size_t rows_, std::size_t width_, std::size_t draws_, float scale)
      : rows(rows_), width(width_), draws(draws_) {
    std::mt19937 random(static_cast<std::uint32_t>(rows * 31 + width * 7 + draws));
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < rows * draws; ++i) weights.push_back(tg::Bf16::from_double(normal(random)));
    for (std::size_t i = 0; i < rows * width; ++i) {
      elements.push_back(tg::Bf16::from_double(normal(random) * static_cast<double>(scale)));
      floats.push_back(static_cast<float>(normal(random)) * scale);
    }
    for (std::size_t i = 0; i < draws * width; ++i) sums.push_back(static_cast<float>(normal(random)) * scale);
  }

  std::vector<float> halves(Level level) const {
    std::vector<float> out = sums;
    tg::cpu::add_weighted_rows_at(level, {weights.data(), elements.data(), rows, width, draws, out.data()});
    return out;
  }
  std::vector<float> singles(Level level) const {
    std::vector<float> out = sums;
    std::vector<float> factors;
    for (const std::uint16_t weight : weights) factors.push_back(tg::Bf16::to_float(weight) / 3);
    tg::cpu::add_weighted_floats_at(level, {factors.data(), floats.data(), rows, width, draws, out.data()});
    return out;
  }
};

// Every level that this processor has; of the others nothing is said.
std::vector<Level> fast_levels() {
  std::vector<Level> levels;
  for (const Level level : {Level::avx2, Level::avx512, Level::amx}) {
    if (tg::cpu::has_level(level)) levels.push_back(level);
  }
  if (levels.empty()) tg::test::skip("the processor has no wide instructions");
  return levels;
}

}  // namespace

TEST("weighted rows are the same bits by every way, whatever the shape") {
  for (const std::size_t rows : {32U, 96U, 1024U}) {
    for (const std::size_t width : {1U, 15U, 16U, 33U, 64U, 200U}) {
      for (const std::size_t draws : {1U, 3U, 16U, 33U}) {
        const Problem problem(rows, width, draws, 0.02F);
        for (const Level level : fast_levels()) {
          CHECK(problem.halves(level) == problem.halves(Level::plain));
          CHECK(problem.singles(level) == problem.singles(Level::plain));
        }
      }
    }
  }
}

// AMX takes subnormal numbers for zero; blocks that have such are added by other instructions.
TEST("tiny elements are not lost") {
  for (const float scale : {1e-20F, 1e-38F, 1e-40F}) {
    const Problem problem(64, 96, 32, scale);
    for (const Level level : fast_levels()) CHECK(problem.halves(level) == problem.halves(Level::plain));
  }
}

TEST("infinities go where the obvious loops bring them") {
  Problem problem(64, 96, 32, 1.0F);
  problem.elements[5 * 96 + 7] = 0x7f80;
  const std::vector<float> plain = problem.halves(Level::plain);
  for (const Level level : fast_levels()) {
    const std::vector<float> fast = problem.halves(level);
    for (std::size_t i = 0; i < fast.size(); ++i) CHECK(std::isfinite(fast[i]) == std::isfinite(plain[i]));
  }
}
