// The scalars of the JSON reader: strings, numbers and literals.
#include <charconv>
#include <cmath>

#include "base/json.h"
#include "base/json_runs.h"
#include "base/quote.h"
#include "base/serde_number.h"

namespace tg::json {
namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

void append_code_point(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

bool is_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xE000;
}

bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// End of the digits from `position` on.
std::size_t digits_end(std::string_view bytes, std::size_t position) {
  while (position < bytes.size() && is_digit(bytes[position])) ++position;
  return position;
}

}  // namespace

Status Reader::read_string(std::string& out) {
  skip_space();
  if (!at('"')) return unexpected("a string");
  const std::size_t begin = position_++;
  out.clear();
  while (true) {
    const std::size_t end = plain_run_end(bytes_, position_);
    out.append(bytes_, position_, end - position_);
    position_ = end;
    if (at('"')) break;
    TG_RETURN_IF_ERROR(read_escape(begin, out));
  }
  ++position_;
  return {};
}

// Checks what read_string checks, but keeps nothing.
Status Reader::skip_string() {
  skip_space();
  if (!at('"')) return unexpected("a string");
  const std::size_t begin = position_++;
  std::string ignored;
  while (true) {
    position_ = plain_run_end(bytes_, position_);
    if (at('"')) break;
    TG_RETURN_IF_ERROR(read_escape(begin, ignored));
  }
  ++position_;
  return {};
}

// Appends what the escape at the present position stands for. Anything else that ends a plain run is an error.
Status Reader::read_escape(std::size_t string_begin, std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (position_ == bytes_.size()) return error_at(string_begin, "the string that begins here has no end");
  if (!at('\\')) return error("a string holds " + found() + " unescaped");
  const std::size_t begin = position_++;
  if (position_ == bytes_.size()) return error_at(begin, "the document ends within an escape");
  if (const std::size_t index = kLetters.find(bytes_[position_]); index != std::string_view::npos) {
    out.push_back(kMeanings[index]);
    ++position_;
    return {};
  }
  if (!at('u')) return error_at(begin, "unknown escape: a backslash before " + found());
  const Result<std::uint32_t> code_point = read_code_point();
  if (!code_point.ok()) return code_point.status();
  if (is_surrogate(code_point.value())) {
    return error_at(begin, "the surrogate \\u" + hexadecimal(code_point.value(), 4) + " has no partner");
  }
  append_code_point(out, code_point.value());
  return {};
}

// Reads "uXXXX", or two of them that form a pair; a surrogate without a partner is answered as it is.
Result<std::uint32_t> Reader::read_code_point() {
  Result<std::uint32_t> first = read_code_unit();
  if (!first.ok() || !is_high_surrogate(first.value())) return first;
  if (!bytes_.substr(position_).starts_with("\\u")) return first;
  ++position_;
  Result<std::uint32_t> second = read_code_unit();
  if (!second.ok()) return second;
  if (!is_low_surrogate(second.value())) return first;
  return 0x10000 + ((first.value() - 0xD800) << 10 | (second.value() - 0xDC00));
}

// Reads "uXXXX".
Result<std::uint32_t> Reader::read_code_unit() {
  const std::string_view digits = bytes_.substr(position_ + 1, 4);
  std::uint32_t unit = 0;  // from_chars takes neither a sign nor a prefix
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (problem != std::errc() || digits.size() < 4 || end != digits.data() + 4) {
    return error("\\u is not followed by four hexadecimal digits");
  }
  position_ += 5;
  return unit;
}

Result<double> Reader::read_number() {
  skip_space();
  const std::size_t begin = position_;
  const Result<std::string_view> text = number_text();
  if (!text.ok()) return text.status();
  double number = 0;
  const auto [end, problem] = std::from_chars(text.value().data(), text.value().data() + text.value().size(), number);
  if (problem != std::errc()) return error_at(begin, "the number " + quote(text.value()) + " is out of range");
  return number;
}

Result<double> Reader::read_serde_number() {
  skip_space();
  const std::size_t begin = position_;
  const Result<std::string_view> text = number_text();
  if (!text.ok()) return text.status();
  const double number = json::read_serde_number(text.value());
  if (!std::isfinite(number)) return error_at(begin, "the number " + quote(text.value()) + " is out of range");
  return number;
}

Result<std::uint64_t> Reader::read_index(std::uint64_t limit) {
  skip_space();
  const std::size_t begin = position_;
  const Result<std::string_view> text = number_text();
  if (!text.ok()) return text.status();
  const char* const last = text.value().data() + text.value().size();
  std::uint64_t index = 0;
  const auto [end, problem] = std::from_chars(text.value().data(), last, index);
  if (problem != std::errc() || end != last || index > limit) {
    return error_at(begin, "expected an integer from 0 to " + std::to_string(limit) + ", found " +
                               std::string(text.value().substr(0, 40)));
  }
  return index;
}

// Consumes a number as RFC 8259 spells it.
Result<std::string_view> Reader::number_text() {
  const std::size_t begin = position_;
  if (at('-')) ++position_;
  const std::size_t integer = position_;
  position_ = digits_end(bytes_, integer);
  if (position_ == integer) return unexpected(integer == begin ? "a number" : "a digit after '-'");
  if (bytes_[integer] == '0' && position_ > integer + 1) return error_at(integer, "a number begins with a needless 0");
  if (at('.')) {
    const std::size_t fraction = ++position_;
    position_ = digits_end(bytes_, fraction);
    if (position_ == fraction) return unexpected("a digit after the decimal point");
  }
  if (at('e') || at('E')) {
    ++position_;
    if (at('+') || at('-')) ++position_;
    const std::size_t exponent = position_;
    position_ = digits_end(bytes_, exponent);
    if (position_ == exponent) return unexpected("a digit in the exponent");
  }
  return bytes_.substr(begin, position_ - begin);
}

Result<bool> Reader::read_boolean() {
  skip_space();
  const bool value = at('t');
  TG_RETURN_IF_ERROR(at('t') || at('f') ? read_literal(value ? "true" : "false") : unexpected("true or false"));
  return value;
}

Status Reader::read_null() {
  skip_space();
  return read_literal("null");
}

Status Reader::read_literal(std::string_view literal) {
  if (!bytes_.substr(position_).starts_with(literal)) return unexpected(std::string(literal));
  position_ += literal.size();
  return {};
}

}  // namespace tg::json
