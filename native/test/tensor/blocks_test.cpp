// The loops over blocks against one element after the other, for lengths around every vector's.
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "check.h"
#include "tensor/add_rows.h"
#include "tensor/convert.h"
#include "tensor/element.h"
#include "tensor/inspect.h"

namespace {

constexpr tg::Dtype kDtypes[] = {tg::Dtype::f32, tg::Dtype::f16, tg::Dtype::bf16};
constexpr std::size_t kLongest = 67;

using Bytes = std::vector<std::uint8_t>;

double element(tg::Dtype dtype, const Bytes& bytes, std::size_t index) {
  switch (dtype) {
    case tg::Dtype::f32:
      return tg::load_double<tg::F32>(bytes.data(), index);
    case tg::Dtype::f16:
      return tg::load_double<tg::F16>(bytes.data(), index);
    default:
      return tg::load_double<tg::Bf16>(bytes.data(), index);
  }
}

// Any bits, but the exponent of a finite value.
Bytes random_elements(tg::Dtype dtype, std::size_t count, std::mt19937& random) {
  std::vector<double> values(count);
  for (double& value : values)
    value = std::ldexp(static_cast<double>(random()) - 0x1p31, -36 - static_cast<int>(random() % 24));
  Bytes bytes(count * tg::dtype_size(dtype));
  tg::from_doubles(dtype, values, bytes.data());
  return bytes;
}

bool have_same_bytes(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

std::vector<double> sum_slowly(tg::Dtype dtype, const Bytes& bytes, std::size_t rows, std::vector<double> sums) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += element(dtype, bytes, row * sums.size() + i);
  }
  return sums;
}

std::vector<double> some_sums(std::size_t width) {
  std::vector<double> sums(width);
  for (std::size_t i = 0; i < width; ++i) sums[i] = 1.0 / static_cast<double>(i + 3);
  return sums;
}

Bytes element_bytes(tg::Dtype dtype, double value) {
  Bytes bytes(tg::dtype_size(dtype));
  tg::from_doubles(dtype, {&value, 1}, bytes.data());
  return bytes;
}

}  // namespace

TEST("blocks become doubles and come back, whatever their length") {
  std::mt19937 random(1);
  for (const tg::Dtype dtype : kDtypes) {
    for (std::size_t count = 0; count <= kLongest; ++count) {
      const Bytes bytes = random_elements(dtype, count, random);
      std::vector<double> values(count);
      tg::to_doubles(dtype, bytes.data(), values);
      for (std::size_t i = 0; i < count; ++i) CHECK_EQUAL(values[i], element(dtype, bytes, i));
      Bytes again(bytes.size());
      tg::from_doubles(dtype, values, again.data());
      CHECK(again == bytes);
    }
  }
}

TEST("a weighted row is added as one product and one sum an element") {
  std::mt19937 random(2);
  for (const tg::Dtype dtype : kDtypes) {
    const Bytes bytes = random_elements(dtype, kLongest, random);
    std::vector<double> sums = some_sums(kLongest);
    std::vector<double> expected = sums;
    tg::add_weighted(dtype, bytes.data(), 0.3, sums);
    for (std::size_t i = 0; i < kLongest; ++i) {
      const volatile double product = 0.3 * element(dtype, bytes, i);
      expected[i] += product;
    }
    CHECK(have_same_bytes(sums, expected));
  }
}

TEST("rows are summed to the same bytes with and without wide instructions") {
  std::mt19937 random(3);
  for (const tg::Dtype dtype : kDtypes) {
    for (std::size_t width = 1; width <= kLongest; ++width) {
      const std::size_t rows = width % 23;
      const Bytes bytes = random_elements(dtype, rows * width, random);
      const std::vector<double> start = some_sums(width);
      const std::vector<double> expected = sum_slowly(dtype, bytes, rows, start);
      for (const tg::AddWay way : {tg::AddWay::plain, tg::AddWay::avx2, tg::AddWay::avx512}) {
        if (!tg::can_add(way)) continue;
        std::vector<double> sums = start;
        tg::add_rows_by(way, dtype, bytes.data(), rows, sums);
        CHECK(have_same_bytes(sums, expected));
      }
    }
  }
}

TEST("every element of every kind is summed as it is") {
  for (const tg::Dtype dtype : {tg::Dtype::f16, tg::Dtype::bf16}) {
    Bytes bytes(65536 * 2);
    for (std::size_t bits = 0; bits < 65536; ++bits) {
      const auto half = static_cast<std::uint16_t>(bits);
      std::memcpy(bytes.data() + bits * 2, &half, 2);
    }
    std::vector<double> sums(65536, -0.0);
    tg::add_rows(dtype, bytes.data(), 1, sums);
    std::size_t wrong = 0;
    for (std::size_t bits = 0; bits < 65536; ++bits) {
      const double expected = element(dtype, bytes, bits);
      wrong += !(std::isnan(expected) ? std::isnan(sums[bits]) : sums[bits] == expected);
    }
    CHECK_EQUAL(wrong, std::size_t{0});
  }
}

TEST("a value that is not finite is seen at every place") {
  for (const tg::Dtype dtype : kDtypes) {
    for (const double value : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
      for (std::size_t place = 0; place < kLongest; ++place) {
        Bytes bytes(kLongest * tg::dtype_size(dtype), 0x3c);
        CHECK(!tg::has_non_finite(dtype, bytes.data(), kLongest));
        const Bytes one = element_bytes(dtype, value);
        std::copy(one.begin(), one.end(), bytes.begin() + static_cast<std::ptrdiff_t>(place * one.size()));
        CHECK(tg::has_non_finite(dtype, bytes.data(), kLongest));
        CHECK(!tg::has_non_finite(dtype, bytes.data(), place));
      }
    }
  }
}

TEST("the largest finite value is finite") {
  const std::uint8_t f16[] = {0xff, 0x7b};
  const std::uint8_t bf16[] = {0x7f, 0x7f};
  const std::uint8_t f32[] = {0xff, 0xff, 0x7f, 0x7f};
  CHECK(!tg::has_non_finite(tg::Dtype::f16, f16, 1));
  CHECK(!tg::has_non_finite(tg::Dtype::bf16, bf16, 1));
  CHECK(!tg::has_non_finite(tg::Dtype::f32, f32, 1));
}

TEST("zeros of both signs are zero, the least subnormal is not") {
  constexpr std::size_t kCount = 150;  // longer than the first glance
  for (const tg::Dtype dtype : kDtypes) {
    const std::size_t size = tg::dtype_size(dtype);
    Bytes bytes(kCount * size);
    for (std::size_t i = 0; i < kCount; i += 3) bytes[i * size + size - 1] = 0x80;
    CHECK(tg::is_all_zero(dtype, bytes.data(), kCount));
    for (std::size_t i = 0; i < kCount; ++i) {
      bytes[i * size] = 1;
      CHECK(!tg::is_all_zero(dtype, bytes.data(), kCount));
      bytes[i * size] = 0;
    }
  }
}
