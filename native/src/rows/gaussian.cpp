#include "rows/gaussian.h"

#include <bit>
#include <cmath>

#include "rows/philox.h"

namespace tg {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kLn2 = 0.693147180559945309417;
constexpr double kSqrtHalf = 0.707106781186547524401;
constexpr double kUlp53 = 1.0 / 9007199254740992.0;  // 2^-53

constexpr std::uint32_t low(std::uint64_t value) {
  return static_cast<std::uint32_t>(value);
}

constexpr std::uint32_t high(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

// ln u = e ln 2 + ln m with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh s with s = (m - 1) / (m + 1), whose series in
// s^2 < 0.0295 is cut below 1e-17. REQUIRES: u is normal and positive.
double natural_logarithm(double u) {
  const auto bits = std::bit_cast<std::uint64_t>(u);
  double mantissa = std::bit_cast<double>((bits & 0x000f'ffff'ffff'ffff) | 0x3fe0'0000'0000'0000);  // [1/2, 1)
  int exponent = static_cast<int>(bits >> 52) - 1022;
  if (mantissa < kSqrtHalf) {
    mantissa *= 2;
    exponent -= 1;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double series = 0;
  for (int power = 21; power >= 1; power -= 2) series = series * square + 1.0 / power;
  return exponent * kLn2 + 2 * s * series;
}

// The Taylor series of sine (first power 1) or cosine (first power 0) up to x^17, for |x| <= pi / 4: the next term is
// below 1e-18.
double taylor(double x, int first_power) {
  double series = 0;
  for (int power = first_power + 16; power > first_power; power -= 2) {
    series = -(series + 1) * (x * x) / (power * (power - 1));
  }
  return (series + 1) * (first_power == 1 ? x : 1);
}

struct Direction {
  double cosine;
  double sine;
};

// Of the angle 2 pi v: the nearest quarter turn, and from there at most an eighth of a turn. REQUIRES: v in [0, 1).
Direction direction_of(double v) {
  const int quarter = static_cast<int>(v * 4 + 0.5);
  const double x = 2 * kPi * (v - quarter * 0.25);
  const double cosine = taylor(x, 0);
  const double sine = taylor(x, 1);
  switch (quarter & 3) {
    case 0:
      return {cosine, sine};
    case 1:
      return {-sine, cosine};
    case 2:
      return {-cosine, -sine};
    default:
      return {sine, -cosine};
  }
}

Direction draw_pair(const GaussianSource& source, std::uint64_t row, std::uint64_t pair) {
  const auto words =
      philox({low(pair), low(row), low(source.stream), high(source.stream)}, {low(source.seed), high(source.seed)});
  const std::uint64_t p = words[0] | std::uint64_t{words[1]} << 32;
  const std::uint64_t q = words[2] | std::uint64_t{words[3]} << 32;
  const double radius = std::sqrt(-2 * natural_logarithm(static_cast<double>((p >> 11) + 1) * kUlp53));
  const Direction direction = direction_of(static_cast<double>(q >> 11) * kUlp53);
  return {radius * direction.cosine, radius * direction.sine};
}

}  // namespace

void draw_normals(const GaussianSource& source, std::uint64_t row, std::uint64_t first, std::span<double> out) {
  for (std::size_t column = 0; column < out.size(); column += 2) {
    const Direction pair = draw_pair(source, row, (first + column) / 2);
    out[column] = pair.cosine;
    if (column + 1 < out.size()) out[column + 1] = pair.sine;
  }
}

}  // namespace tg
