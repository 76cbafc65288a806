// One element of a matrix: the three storage formats, to float exactly and from double with a single rounding to
// nearest even. Subnormals are kept, what is too large becomes infinite, every NaN becomes the positive quiet one.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

static_assert(std::endian::native == std::endian::little, "matrices in files are little-endian");

namespace tg {

// Sign, exponent and mantissa of a 16-bit format, as IEEE 754 lays them out.
template <int kExponentBits, int kMantissaBits>
struct Narrow {
  static constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  static constexpr int kDropped = 52 - kMantissaBits;
  static constexpr std::uint64_t kInfinity = ((std::uint64_t{1} << kExponentBits) - 1) << kMantissaBits;
  static constexpr std::uint64_t kQuietNan = kInfinity | std::uint64_t{1} << (kMantissaBits - 1);
  static constexpr std::uint64_t kRebias = std::uint64_t{1023 - kBias} << kMantissaBits;
  // 2^(1 - kBias), the least normal number, and what turns its subnormals into integers.
  static constexpr double kLeastNormal = std::bit_cast<double>(std::uint64_t{1024 - kBias} << 52);
  static constexpr double kSubnormalScale = std::bit_cast<double>(std::uint64_t{1022 + kBias + kMantissaBits} << 52);

  static std::uint16_t from_double(double value) {
    if (value != value) return static_cast<std::uint16_t>(kQuietNan);
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t magnitude = bits & 0x7fff'ffff'ffff'ffff;
    const std::uint64_t sign = bits >> 63 << (kExponentBits + kMantissaBits);
    return static_cast<std::uint16_t>(sign | round(magnitude));
  }

 private:
  static std::uint64_t round(std::uint64_t magnitude) {
    if (std::bit_cast<double>(magnitude) < kLeastNormal) return round_subnormal(std::bit_cast<double>(magnitude));
    const std::uint64_t odd = magnitude >> kDropped & 1;
    const std::uint64_t half = std::uint64_t{1} << (kDropped - 1);
    const std::uint64_t rounded = ((magnitude + half - 1 + odd) >> kDropped) - kRebias;
    return rounded < kInfinity ? rounded : kInfinity;
  }

  // The scaled value is below 2^kMantissaBits, so adding 2^52 leaves its integer part, rounded to nearest even, in the
  // low bits; the carry into the least normal number is right of itself.
  static std::uint64_t round_subnormal(double value) {
    constexpr double kOne52 = 4503599627370496.0;
    return std::bit_cast<std::uint64_t>(value * kSubnormalScale + kOne52) & ((std::uint64_t{1} << 52) - 1);
  }
};

struct F16 {
  using Bits = std::uint16_t;
  static constexpr Bits kExponent = 0x7c00;

  // Both cases are computed and one is masked out: compilers do not vectorise a loop around a choice between floats.
  // A subnormal is its mantissa times 2^-24: put under the exponent of 2^-14 and freed of that leading one.
  static float to_float(Bits bits) {
    const std::uint32_t magnitude = bits & 0x7fffU;
    const std::uint32_t wide = magnitude << 13;
    const std::uint32_t is_special = 0U - static_cast<std::uint32_t>(magnitude >= kExponent);
    const std::uint32_t is_subnormal = 0U - static_cast<std::uint32_t>(magnitude < 0x400);
    const std::uint32_t normal = wide + (112U << 23) + (is_special & 112U << 23);
    const float subnormal = std::bit_cast<float>(wide + (113U << 23)) - std::bit_cast<float>(113U << 23);
    const std::uint32_t value = (std::bit_cast<std::uint32_t>(subnormal) & is_subnormal) | (normal & ~is_subnormal);
    return std::bit_cast<float>(value | (bits & 0x8000U) << 16);
  }
  static Bits from_double(double value) { return Narrow<5, 10>::from_double(value); }
};

struct Bf16 {
  using Bits = std::uint16_t;
  static constexpr Bits kExponent = 0x7f80;

  static float to_float(Bits bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }
  static Bits from_double(double value) { return Narrow<8, 7>::from_double(value); }
};

struct F32 {
  using Bits = std::uint32_t;
  static constexpr Bits kExponent = 0x7f80'0000;

  static float to_float(Bits bits) { return std::bit_cast<float>(bits); }
  static Bits from_double(double value) {
    return value == value ? std::bit_cast<std::uint32_t>(static_cast<float>(value)) : 0x7fc0'0000;
  }
};

template <class Element>
typename Element::Bits load_bits(const std::uint8_t* bytes, std::size_t index) {
  typename Element::Bits bits;
  std::memcpy(&bits, bytes + index * sizeof bits, sizeof bits);
  return bits;
}

template <class Element>
double load_double(const std::uint8_t* bytes, std::size_t index) {
  return Element::to_float(load_bits<Element>(bytes, index));
}

}  // namespace tg
