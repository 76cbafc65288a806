// The storage formats against their definitions, written here the slow way.
#include "tensor/element.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "check.h"

namespace {

using tg::Bf16;
using tg::F16;
using tg::F32;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Format {
  int exponent_bits;
  int mantissa_bits;
};

template <class Element>
constexpr Format kFormat = {};
template <>
constexpr Format kFormat<F16> = {5, 10};
template <>
constexpr Format kFormat<Bf16> = {8, 7};

// IEEE 754, section 3.4, by powers of two.
double defined_value(Format format, unsigned bits) {
  const int bias = (1 << (format.exponent_bits - 1)) - 1;
  const int exponent = static_cast<int>(bits >> format.mantissa_bits) & ((1 << format.exponent_bits) - 1);
  const int mantissa = static_cast<int>(bits) & ((1 << format.mantissa_bits) - 1);
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == (1 << format.exponent_bits) - 1) return mantissa == 0 ? sign * kInfinity : std::nan("");
  if (exponent == 0) return sign * std::ldexp(mantissa, 1 - bias - format.mantissa_bits);
  return sign * std::ldexp(mantissa + (1 << format.mantissa_bits), exponent - bias - format.mantissa_bits);
}

bool is_same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

template <class Element>
void check_all_values() {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const double value = Element::to_float(static_cast<std::uint16_t>(bits));
    if (is_same(value, defined_value(kFormat<Element>, bits))) continue;
    CHECK_EQUAL(bits, 65536U);
    return;
  }
}

template <class Element>
void check_round_trip() {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    const double value = defined_value(kFormat<Element>, bits);
    if (std::isnan(value) || Element::from_double(value) == bits) continue;
    CHECK_EQUAL(Element::from_double(value), bits);
    return;
  }
}

// All values of a format that are not negative, infinity at the end: the bits are the index.
template <class Element>
std::vector<double> ladder() {
  std::vector<double> values;
  for (unsigned bits = 0; values.empty() || values.back() != kInfinity; ++bits) {
    values.push_back(defined_value(kFormat<Element>, bits));
  }
  return values;
}

// The value that the format would have after its largest one: there infinity stands when it comes to rounding.
double next_after_largest(const std::vector<double>& values) {
  return 2 * values[values.size() - 2] - values[values.size() - 3];
}

// Nearest step of the ladder, the even one of two. Distances of doubles this close are exact in long double.
unsigned nearest(const std::vector<double>& values, double value) {
  const double end = next_after_largest(values);
  if (value >= end) return static_cast<unsigned>(values.size() - 1);
  const auto above = static_cast<unsigned>(std::upper_bound(values.begin(), values.end(), value) - values.begin());
  const unsigned below = above - 1;
  const long double upper = above + 1 == values.size() ? end : values[above];
  const long double to_below = static_cast<long double>(value) - static_cast<long double>(values[below]);
  const long double to_above = upper - static_cast<long double>(value);
  if (to_below != to_above) return to_below < to_above ? below : above;
  return below % 2 == 0 ? below : above;
}

template <class Element>
bool rounds_right(const std::vector<double>& values, double value) {
  const unsigned expected = nearest(values, value);
  if (Element::from_double(value) == expected && Element::from_double(-value) == (expected | 0x8000U)) return true;
  CHECK_EQUAL(value, -1.0);
  CHECK_EQUAL(Element::from_double(value), expected);
  return false;
}

// Every tie of the format and its neighbours among the doubles: what rounding to float in between gets wrong.
template <class Element>
void check_ties() {
  const std::vector<double> values = ladder<Element>();
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    const double upper = i + 2 == values.size() ? next_after_largest(values) : values[i + 1];
    const double tie = (values[i] + upper) / 2;
    for (const double value : {tie, std::nextafter(tie, 0), std::nextafter(tie, kInfinity)}) {
      if (!rounds_right<Element>(values, value)) return;
    }
  }
}

template <class Element>
void check_random(std::uint64_t seed) {
  const std::vector<double> values = ladder<Element>();
  std::mt19937_64 random(seed);
  const int least = static_cast<int>(std::log2(values[1])) - 4;
  const int largest = static_cast<int>(std::log2(values[values.size() - 2])) + 3;
  for (int turn = 0; turn < 1000000; ++turn) {
    const int exponent = least + static_cast<int>(random() % static_cast<unsigned>(largest - least));
    const double mantissa = 1 + static_cast<double>(random() >> 12) * 0x1p-52;
    if (!rounds_right<Element>(values, std::ldexp(mantissa, exponent))) {
      CHECK_EQUAL(seed, std::uint64_t{0});
      return;
    }
  }
}

template <class Element>
void check_specials(unsigned infinity, unsigned quiet_nan) {
  CHECK_EQUAL(Element::from_double(kInfinity), infinity);
  CHECK_EQUAL(Element::from_double(1e300), infinity);
  CHECK_EQUAL(Element::from_double(0.0), 0U);
  CHECK_EQUAL(Element::from_double(5e-324), 0U);
  CHECK_EQUAL(Element::from_double(std::nan("")), quiet_nan);
  CHECK_EQUAL(Element::from_double(std::bit_cast<double>(0xfff0'0000'0000'0001)), quiet_nan);
}

}  // namespace

TEST("all 65,536 f16 values are what IEEE 754 says") {
  check_all_values<F16>();
}

TEST("all 65,536 bf16 values are what their definition says") {
  check_all_values<Bf16>();
}

TEST("f16 and bf16 come back from double unchanged, subnormals and signed zeros too") {
  check_round_trip<F16>();
  check_round_trip<Bf16>();
}

TEST("every tie between two f16 goes to the even one, and its neighbours do not") {
  check_ties<F16>();
}

TEST("every tie between two bf16 goes to the even one, and its neighbours do not") {
  check_ties<Bf16>();
}

TEST("random doubles round to the nearest f16 and bf16") {
  check_random<F16>(20240611);
  check_random<Bf16>(20240612);
}

TEST("infinities, zeros and every NaN have one form each") {
  check_specials<F16>(0x7c00, 0x7e00);
  check_specials<Bf16>(0x7f80, 0x7fc0);
  check_specials<F32>(0x7f80'0000, 0x7fc0'0000);
}

TEST("doubles round to f32 as to float, subnormals kept") {
  CHECK_EQUAL(F32::from_double(1 + 0x1p-24), 0x3f80'0000U);
  CHECK_EQUAL(F32::from_double(1 + 0x1p-24 + 0x1p-52), 0x3f80'0001U);
  CHECK_EQUAL(F32::from_double(0x1p-149), 1U);
  CHECK_EQUAL(F32::from_double(0x1.8p-149), 2U);
  CHECK_EQUAL(F32::from_double(-0.0), 0x8000'0000U);
  CHECK_EQUAL(F32::to_float(1), 0x1p-149F);
}

TEST("a double near a tie of bf16 is not rounded by way of float") {
  const double just_above = 1 + 0x1p-8 + 0x1p-40;  // as a float it would be the tie, and go down to even
  CHECK_EQUAL(Bf16::from_double(just_above), 0x3f81U);
}
