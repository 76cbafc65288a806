#include "base/base64.h"

#include <array>
#include <cstdint>

namespace tg {
namespace {

constexpr std::uint8_t kForeign = 0xFF;

constexpr std::array<std::uint8_t, 256> kDigits = [] {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kForeign);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}();

std::uint8_t digit_of(char character) {
  return kDigits[static_cast<unsigned char>(character)];
}

// Four digits to three bytes at `out`. False when one of them is none.
bool decode_four(const char* text, char* out) {
  const std::uint32_t a = digit_of(text[0]);
  const std::uint32_t b = digit_of(text[1]);
  const std::uint32_t c = digit_of(text[2]);
  const std::uint32_t d = digit_of(text[3]);
  if (((a | b | c | d) & 0x80) != 0) return false;
  const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
  out[0] = static_cast<char>(bits >> 16);
  out[1] = static_cast<char>(bits >> 8);
  out[2] = static_cast<char>(bits);
  return true;
}

}  // namespace

// Padding is read as zero bits, which the digits before it must leave zero, too.
bool append_base64(std::string_view text, std::string& bytes) {
  if (text.size() % 4 != 0) return false;
  if (text.empty()) return true;
  const std::size_t before = bytes.size();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  char last[] = {text[text.size() - 4], text[text.size() - 3], text[text.size() - 2], text[text.size() - 1]};
  for (std::size_t i = 0; i < padding; ++i) last[3 - i] = 'A';
  bytes.resize(before + text.size() / 4 * 3);
  char* out = bytes.data() + before;
  bool good = true;
  for (std::size_t at = 0; at + 4 < text.size(); at += 4, out += 3) good &= decode_four(text.data() + at, out);
  good &= decode_four(last, out);
  for (std::size_t i = 0; i < padding; ++i) good &= out[2 - i] == 0;
  bytes.resize(good ? bytes.size() - padding : before);
  return good;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  return append_base64(text, bytes) ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace tg
