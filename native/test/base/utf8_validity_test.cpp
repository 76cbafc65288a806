#include "base/utf8_validity.h"

#include <random>
#include <string>

#include "check.h"

namespace {

constexpr std::size_t kNone = std::string_view::npos;

// The plain twin: decodes by arithmetic and checks the code point's range.
std::size_t find_malformed_slowly(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const std::size_t length = byte(i) < 0x80   ? 1
                               : byte(i) < 0xC0 ? 0
                               : byte(i) < 0xE0 ? 2
                               : byte(i) < 0xF0 ? 3
                               : byte(i) < 0xF8 ? 4
                                                : 0;
    if (length == 0 || i + length > bytes.size()) return i;
    unsigned code_point = length == 1 ? byte(i) : byte(i) & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return i;
      code_point = code_point << 6 | (byte(i + k) & 0x3FU);
    }
    const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code_point < least[length] || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) return i;
    i += length;
  }
  return kNone;
}

}  // namespace

TEST("well-formed sequences of every length are accepted") {
  CHECK_EQUAL(tg::find_malformed_utf8(""), kNone);
  CHECK_EQUAL(tg::find_malformed_utf8("plain ASCII that is longer than sixteen bytes"), kNone);
  CHECK_EQUAL(tg::find_malformed_utf8("é€😀\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80"), kNone);
}

TEST("the first malformed byte is found") {
  CHECK_EQUAL(tg::find_malformed_utf8("ok\x80"), 2U);
  CHECK_EQUAL(tg::find_malformed_utf8("0123456789abcdefgh\xC0\x80"), 18U);
  CHECK_EQUAL(tg::find_malformed_utf8("é\xE2\x82"), 2U);
  CHECK_EQUAL(tg::find_malformed_utf8("\xF0\x8F\xBF\xBF"), 0U);
  CHECK_EQUAL(tg::find_malformed_utf8("\xED\xA0\x80"), 0U);
}

TEST("all pairs and random strings agree with the plain twin") {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      for (const char* tail : {"", "\x80", "\xBF\x80"}) {
        const std::string text = std::string{static_cast<char>(first), static_cast<char>(second)} + tail;
        if (tg::find_malformed_utf8(text) != find_malformed_slowly(text)) CHECK_EQUAL(text, "agreement");
      }
    }
  }
  std::mt19937 random(7);
  const std::string parts[] = {"a",        "0123456789abcdef", "é", "€", "😀", "\xED\x9F\xBF", "\x80",
                               "\xE0\x9F", "\xF4\x8F\xBF\xBF"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto i = random() % 12; i > 0; --i) text += parts[random() % std::size(parts)];
    CHECK_EQUAL(tg::find_malformed_utf8(text), find_malformed_slowly(text));
  }
}

TEST("a byte that is damaged anywhere in a long text is found where the plain twin finds it") {
  std::string text;
  while (text.size() < 300) text += "a long text: é, €, 😀 and \xED\x9F\xBF; ";
  CHECK_EQUAL(tg::find_malformed_utf8(text), kNone);
  for (const unsigned char damage : {0x00, 0x80, 0xBF, 0xC1, 0xC3, 0xE0, 0xED, 0xF0, 0xF4, 0xF5, 0xFF}) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damage);
      CHECK_EQUAL(tg::find_malformed_utf8(damaged), find_malformed_slowly(damaged));
      // The same bytes ending anywhere, so that sequences are cut at every place of a block.
      const std::string_view cut = std::string_view(text).substr(0, at);
      CHECK_EQUAL(tg::find_malformed_utf8(cut), find_malformed_slowly(cut));
    }
  }
}
