#include "rows/gaussian.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "rows/philox.h"
#include "tensor/wide.h"

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

// Everything below is written without branches and by stages over many pairs, so that compilers can make vectors of it.
// The operations and their order are the same for every pair, so it gives the same bits wherever it runs.

// Pairs that are drawn together.
constexpr std::size_t kPairs = 64;

// Exact. REQUIRES: whole < 2^52.
TG_INLINE double small_to_double(std::uint64_t whole) {
  return std::bit_cast<double>(whole | 0x4330'0000'0000'0000) - 0x1p52;
}

// Exact. REQUIRES: whole <= 2^53.
TG_INLINE double to_double(std::uint64_t whole) {
  return small_to_double(whole >> 32) * 0x1p32 + small_to_double(whole & 0xffff'ffff);
}

// ln u = e ln 2 + ln m with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh s with s = (m - 1) / (m + 1), whose series in
// s^2 < 0.0295 is cut below 1e-17. REQUIRES: u is normal and positive, at most 1.
TG_INLINE double natural_logarithm(double u) {
  const auto bits = std::bit_cast<std::uint64_t>(u);
  const std::uint64_t half = (bits & 0x000f'ffff'ffff'ffff) | 0x3fe0'0000'0000'0000;  // of a double in [1/2, 1)
  const std::uint64_t is_low = (half - std::bit_cast<std::uint64_t>(kSqrtHalf)) >> 63;
  const double mantissa = std::bit_cast<double>(half + (is_low << 52));
  const double exponent = small_to_double((bits >> 52) - is_low) - 1022;
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double series = 0;
#pragma GCC unroll 11
  for (int power = 21; power >= 1; power -= 2) series = series * square + 1.0 / power;
  return exponent * kLn2 + 2 * s * series;
}

// The Taylor series of sine (first power 1) or cosine (first power 0) up to x^17, for |x| <= pi / 4: the next term is
// below 1e-18.
template <int kFirstPower>
TG_INLINE double taylor(double x) {
  double series = 0;
#pragma GCC unroll 8
  for (int power = kFirstPower + 16; power > kFirstPower; power -= 2) {
    series = -(series + 1) * (x * x) / (power * (power - 1));
  }
  return (series + 1) * (kFirstPower == 1 ? x : 1);
}

struct Pairs {
  std::uint64_t radius[kPairs];  // 53 random bits
  std::uint64_t angle[kPairs];   // 53 random bits
  double lengths[kPairs];
  double cosines[kPairs];
  double sines[kPairs];
};

// One where `choice` is 1, the other where it is 0.
TG_INLINE double choose(std::uint64_t choice, double one, double other) {
  const std::uint64_t mask = 0 - choice;
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(one) & mask) |
                               (std::bit_cast<std::uint64_t>(other) & ~mask));
}

TG_INLINE double negate_if(std::uint64_t choice, double value) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) ^ (choice << 63));
}

// The angle is 2 pi v with v in [0, 1): the nearest quarter turn, and from there at most an eighth of a turn.
struct MakeDirections {
  template <class Element>
  TG_INLINE static void run(Pairs* pairs) {
    for (std::size_t i = 0; i < kPairs; ++i) {
      const double v = to_double(pairs->angle[i]) * kUlp53;
      const std::uint64_t quarter = (pairs->angle[i] + (std::uint64_t{1} << 50)) >> 51;
      const double x = 2 * kPi * (v - small_to_double(quarter) * 0.25);
      const double cosine = taylor<0>(x);
      const double sine = taylor<1>(x);
      const std::uint64_t is_across = quarter & 1;
      pairs->cosines[i] = negate_if((quarter + 1) >> 1 & 1, choose(is_across, sine, cosine));
      pairs->sines[i] = negate_if(quarter >> 1 & 1, choose(is_across, cosine, sine));
      pairs->lengths[i] = -2 * natural_logarithm(to_double(pairs->radius[i] + 1) * kUlp53);
    }
  }
};

void draw_bits(const GaussianSource& source, std::uint64_t row, std::uint64_t first_pair, std::size_t count,
               Pairs& pairs) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto words = philox({low(first_pair + i), low(row), low(source.stream), high(source.stream)},
                              {low(source.seed), high(source.seed)});
    pairs.radius[i] = (words[0] | std::uint64_t{words[1]} << 32) >> 11;
    pairs.angle[i] = (words[2] | std::uint64_t{words[3]} << 32) >> 11;
  }
}

}  // namespace

void draw_normals(const GaussianSource& source, std::uint64_t row, std::uint64_t first, std::span<double> out) {
  Pairs pairs{};
  for (std::size_t column = 0; column < out.size(); column += 2 * kPairs) {
    const std::size_t count = std::min(kPairs, (out.size() - column + 1) / 2);
    draw_bits(source, row, (first + column) / 2, count, pairs);
    run_wide<MakeDirections>(Dtype::f32, &pairs);
    for (std::size_t i = 0; i < count; ++i) {
      const double radius = std::sqrt(pairs.lengths[i]);
      out[column + 2 * i] = radius * pairs.cosines[i];
      if (column + 2 * i + 1 < out.size()) out[column + 2 * i + 1] = radius * pairs.sines[i];
    }
  }
}

}  // namespace tg
