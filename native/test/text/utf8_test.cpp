// The lossy rule is checked against hand-made rows: what Rust's String::from_utf8_lossy and the WHATWG decoder answer.
#include "text/utf8.h"

#include <random>

#include "check.h"

namespace tg {
namespace {

using namespace std::string_view_literals;

std::string lossy(std::string_view bytes) {
  std::string out;
  append_utf8_lossy(out, bytes);
  return out;
}

struct Row {
  const char* what;
  std::string_view bytes;
  std::string_view repaired;
};

constexpr Row kMalformed[] = {
    {"a lone continuation byte", "a\x80z"sv, "a\uFFFDz"sv},
    {"a lead byte that can never stand", "\xC0\x80"sv, "\uFFFD\uFFFD"sv},
    {"an overlong slash", "\xC1\xAF"sv, "\uFFFD\uFFFD"sv},
    {"an overlong form of three bytes", "\xE0\x9F\xBF"sv, "\uFFFD\uFFFD\uFFFD"sv},
    {"an overlong form of four bytes", "\xF0\x8F\xBF\xBF"sv, "\uFFFD\uFFFD\uFFFD\uFFFD"sv},
    {"a surrogate", "\xED\xA0\x80"sv, "\uFFFD\uFFFD\uFFFD"sv},
    {"a code point past the last", "\xF4\x90\x80\x80"sv, "\uFFFD\uFFFD\uFFFD\uFFFD"sv},
    {"the byte F5", "\xF5\x80"sv, "\uFFFD\uFFFD"sv},
    {"a truncated character of three bytes is one subpart", "\xE4\xB8"sv, "\uFFFD"sv},
    {"a truncated character of four bytes is one subpart", "\xF0\x9F\x98"sv, "\uFFFD"sv},
    {"a truncated character before ASCII", "\xF0\x9F\x98z"sv, "\uFFFDz"sv},
    {"a truncated character before another", "\xE4\xB8\xE4\xB8\xAD"sv, "\uFFFD\u4E2D"sv},
    {"a lead byte before a lead byte", "\xC3\xC3\xA9"sv, "\uFFFD\u00E9"sv},
    {"the standard's own example", "\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"sv,
     "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd"sv},
    {"a fault behind a long ASCII stretch", "0123456789abcdef0123456789\xFF!"sv, "0123456789abcdef0123456789\uFFFD!"sv},
};

TEST("malformed bytes are refused and repaired by maximal subparts") {
  for (const Row& row : kMalformed) {
    CHECK(!is_valid_utf8(row.bytes));
    CHECK_EQUAL(lossy(row.bytes), row.repaired);
  }
}

TEST("every code point but the surrogates survives append, check and decode") {
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, code_point);
    const Decoded decoded = decode_utf8(text, 0);
    const bool same = is_valid_utf8(text) && decoded.code_point == code_point && decoded.length == text.size() &&
                      utf8_length(static_cast<unsigned char>(text[0])) == text.size();
    if (!same) return CHECK_EQUAL(static_cast<unsigned>(decoded.code_point), static_cast<unsigned>(code_point));
  }
}

// The twin of is_valid_utf8: decodes by arithmetic, re-encodes and compares.
bool is_valid_slowly(std::string_view bytes) {
  std::string again;
  for (std::size_t position = 0; position < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[position]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC0 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF8 ? 4
                                             : 0;
    if (length == 0 || bytes.size() - position < length) return false;
    const char32_t code_point = decode_utf8(bytes, position).code_point;
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) return false;
    append_utf8(again, code_point);
    position += length;
  }
  return again == bytes;
}

TEST("validation agrees with its slow twin on random bytes, and repair makes everything valid") {
  std::mt19937 random(20240607);
  constexpr std::string_view kBytes = "az\x80\x8F\x90\x9F\xA0\xBF\xC0\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4\xF5\xFF"sv;
  for (int round = 0; round < 200000; ++round) {
    std::string bytes(random() % 4 == 0 ? 30 : 0, 'x');
    for (std::size_t left = random() % 9; left > 0; --left) bytes.push_back(kBytes[random() % kBytes.size()]);
    const bool valid = is_valid_slowly(bytes);
    const std::string repaired = lossy(bytes);
    if (is_valid_utf8(bytes) != valid || !is_valid_utf8(repaired) || (valid && repaired != bytes)) {
      return CHECK_EQUAL(repaired, bytes);
    }
  }
}

TEST("the empty text is valid") {
  CHECK(is_valid_utf8(""));
  CHECK_EQUAL(lossy(""), "");
}

}  // namespace
}  // namespace tg
