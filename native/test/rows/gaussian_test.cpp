#include "rows/gaussian.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "check.h"
#include "rows/philox.h"

namespace {

std::vector<double> draw(const tg::GaussianSource& source, std::uint64_t row, std::size_t width) {
  std::vector<double> values(width);
  tg::draw_normals(source, row, 0, values);
  return values;
}

std::uint32_t word(std::uint64_t value, int index) {
  return static_cast<std::uint32_t>(value >> (32 * index));
}

// The mapping of gaussian.h in long double and with the system's functions.
long double expected_draw(const tg::GaussianSource& source, std::uint64_t row, std::uint64_t column) {
  const auto words = tg::philox({word(column / 2, 0), word(row, 0), word(source.stream, 0), word(source.stream, 1)},
                                {word(source.seed, 0), word(source.seed, 1)});
  const std::uint64_t p = words[0] | std::uint64_t{words[1]} << 32;
  const std::uint64_t q = words[2] | std::uint64_t{words[3]} << 32;
  const long double u = static_cast<long double>((p >> 11) + 1) * 0x1p-53L;
  const long double angle = 2 * std::acos(-1.0L) * static_cast<long double>(q >> 11) * 0x1p-53L;
  return std::sqrt(-2 * std::log(u)) * (column % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

}  // namespace

TEST("draws follow the documented mapping within 4e-15") {
  const tg::GaussianSource source{0x123456789abcdef, 0xfedcba987654321};
  long double worst = 0;
  for (std::uint64_t row = 0; row < 200; ++row) {
    const std::vector<double> values = draw(source, row * 21474836, 1001);
    for (std::size_t column = 0; column < values.size(); ++column) {
      worst = std::max(worst, std::abs(values[column] - expected_draw(source, row * 21474836, column)));
    }
  }
  CHECK(worst < 4e-15L);
}

// Bits, not closeness: a draw that differs between machines would make a model differ.
TEST("draws are the same bits on every machine") {
  const std::vector<double> values = draw({42, 7}, 50257, 4);
  CHECK_EQUAL(values, (std::vector<double>{0x1.aea9b8ee704d8p-1, -0x1.79be38b9af7cfp-2, 0x1.53aaf88760466p+1,
                                           -0x1.fcc8a876798b8p-2}));
}

TEST("a draw depends on its column, not on the width of the row") {
  const std::vector<double> wide = draw({1, 2}, 3, 100);
  for (std::size_t width = 0; width < 100; ++width) {
    const std::vector<double> narrow = draw({1, 2}, 3, width);
    CHECK(std::equal(narrow.begin(), narrow.end(), wide.begin()));
  }
}

TEST("another seed, stream or row gives other draws, in every bit of their numbers") {
  const std::vector<double> values = draw({0, 0}, 0, 2);
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t other = std::uint64_t{1} << bit;
    CHECK(draw({other, 0}, 0, 2) != values);
    CHECK(draw({0, other}, 0, 2) != values);
    if (bit < 32) CHECK(draw({0, 0}, other, 2) != values);
  }
  CHECK(draw({1, 0}, 0, 2) != draw({0, 1}, 0, 2));
}

// Bounds are five standard errors of each moment for n draws; the seed is fixed, so the test cannot flicker.
TEST("a million draws have the moments and tails of the normal distribution") {
  const std::vector<double> values = draw({2024, 1}, 1, 1000000);
  double moments[5] = {};
  double beyond_two = 0;
  for (const double value : values) {
    for (int power = 1; power <= 4; ++power) moments[power] += std::pow(value, power) / 1e6;
    beyond_two += std::abs(value) > 2 ? 1e-6 : 0;
  }
  CHECK(std::abs(moments[1]) < 5e-3);
  CHECK(std::abs(moments[2] - 1) < 5 * std::sqrt(2) * 1e-3);
  CHECK(std::abs(moments[3]) < 5 * std::sqrt(15) * 1e-3);
  CHECK(std::abs(moments[4] - 3) < 5 * std::sqrt(96) * 1e-3);
  CHECK(std::abs(beyond_two - 0.0455003) < 5 * std::sqrt(0.0455 * 0.9545) * 1e-3);
}

TEST("the two columns of a pair are not correlated") {
  const std::vector<double> values = draw({2024, 2}, 1, 1000000);
  double product = 0;
  double of_squares = 0;
  for (std::size_t i = 0; i < values.size(); i += 2) {
    product += values[i] * values[i + 1] / 5e5;
    of_squares += (values[i] * values[i] - 1) * (values[i + 1] * values[i + 1] - 1) / 5e5;
  }
  CHECK(std::abs(product) < 5 / std::sqrt(5e5));
  CHECK(std::abs(of_squares) < 5 * 2 / std::sqrt(5e5));
}
