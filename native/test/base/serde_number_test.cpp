// Numbers as serde_json reads them: f64_from_parts of its de.rs, without the feature float_roundtrip.
#include "base/serde_number.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "check.h"

namespace tg::test {
namespace {

double nearest(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

TEST("short numbers are the nearest doubles") {
  for (const char* text : {"0", "-0", "1", "-9", "0.5", "-3.25", "12e3", "1.5E-2", "2e+5", "123456789", "-10.125"}) {
    CHECK_EQUAL(json::read_serde_number(text), nearest(text));
  }
  CHECK(std::signbit(json::read_serde_number("-0")));
}

TEST("seventeen digits are divided by one power of ten, and rounded twice") {
  const double divided = static_cast<double>(std::uint64_t{20122928619384766}) / 1e16;
  CHECK_EQUAL(json::read_serde_number("-2.0122928619384766"), -divided);
  CHECK(json::read_serde_number("-2.0122928619384766") != nearest("-2.0122928619384766"));
}

TEST("digits that 64 bits have no room for are left out of a fraction and counted before it") {
  CHECK_EQUAL(json::read_serde_number("0.184467440737095516159"), 18446744073709551615.0 / 1e20);
  CHECK_EQUAL(json::read_serde_number("0.184467440737095516169"), 1844674407370955161.0 / 1e19);
  CHECK_EQUAL(json::read_serde_number("184467440737095516169"), 1844674407370955161.0 * 1e2);
  CHECK_EQUAL(json::read_serde_number("18446744073709551616.5"), 18446744073709551615.0);
}

TEST("what is too small is zero, and what is too large infinite") {
  CHECK_EQUAL(json::read_serde_number("1e-400"), 0.0);
  CHECK_EQUAL(json::read_serde_number("1e-99999999999999999999999"), 0.0);
  CHECK_EQUAL(json::read_serde_number("0e99999999999999999999999"), 0.0);
  CHECK_EQUAL(json::read_serde_number("123e-310"), 123.0 / 1e308 / 1e2);
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK_EQUAL(json::read_serde_number("1e309"), infinite);
  CHECK_EQUAL(json::read_serde_number("-17e308"), -infinite);
}

}  // namespace
}  // namespace tg::test
