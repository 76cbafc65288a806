#include "base/serde_number.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

namespace tg::json {
namespace {

constexpr int kLargestPower = 308;
// Beyond this any number is zero or infinite, whatever its digits.
constexpr std::int64_t kExponentLimit = std::int64_t{1} << 40;

std::array<double, kLargestPower + 1> make_powers() {
  std::array<double, kLargestPower + 1> powers{};
  for (int i = 0; i <= kLargestPower; ++i) {
    const std::string text = "1e" + std::to_string(i);
    std::from_chars(text.data(), text.data() + text.size(), powers[static_cast<std::size_t>(i)]);
  }
  return powers;
}

double power_of_ten(std::int64_t exponent) {
  static const std::array<double, kLargestPower + 1> powers = make_powers();
  return powers[static_cast<std::size_t>(exponent)];
}

// value = significand * 10^exponent, but for the digits that the significand has no room for.
class Decimal {
 public:
  // Reads digits from the front of `text`. Once one did not fit, none does.
  void take_digits(std::string_view& text, bool fraction) {
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
      const bool taken = !full_ && take(static_cast<std::uint64_t>(text.front() - '0'));
      exponent_ += static_cast<int>(!taken && !fraction) - static_cast<int>(taken && fraction);
    }
    if (!fraction) full_ = false;  // a fraction is tried again, as the reference does
  }

  void take_exponent(std::string_view text) {
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    std::int64_t exponent = 0;
    for (const char digit : text) {
      if (exponent < kExponentLimit) exponent = exponent * 10 + (digit - '0');
    }
    exponent_ += negative ? -exponent : exponent;
  }

  double value() const {
    auto value = static_cast<double>(significand_);
    std::int64_t exponent = exponent_;
    if (exponent > kLargestPower) return value == 0 ? value : std::numeric_limits<double>::infinity();
    for (; exponent < -kLargestPower && value != 0; exponent += kLargestPower) value /= power_of_ten(kLargestPower);
    if (value == 0) return value;
    return exponent >= 0 ? value * power_of_ten(exponent) : value / power_of_ten(-exponent);
  }

 private:
  bool take(std::uint64_t digit) {
    constexpr std::uint64_t kMost = ~std::uint64_t{0};
    full_ = significand_ > (kMost - digit) / 10;
    if (!full_) significand_ = significand_ * 10 + digit;
    return !full_;
  }

  std::uint64_t significand_ = 0;
  std::int64_t exponent_ = 0;
  bool full_ = false;
};

}  // namespace

double read_serde_number(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  Decimal decimal;
  decimal.take_digits(text, false);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    decimal.take_digits(text, true);
  }
  if (!text.empty()) decimal.take_exponent(text.substr(1));
  return negative ? -decimal.value() : decimal.value();
}

}  // namespace tg::json
