// UTF-8 to UTF-16 against its twin: repaired by append_utf8_lossy, then taken apart character by character; and back
// against another that asks for every unit what it is.
#include "tokengraft/utf16.h"

#include <string>

#include "check.h"
#include "text/utf8.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::u16string converted(std::string_view bytes) {
  constexpr char16_t kUntouched = 0xABCD;
  std::u16string units(bytes.size() + 1, kUntouched);
  const std::size_t length = utf8_to_utf16(bytes, units.data());
  CHECK(length <= bytes.size());
  CHECK(units.back() == kUntouched);
  return units.substr(0, length);
}

std::u16string converted_slowly(std::string_view bytes) {
  std::string text;
  append_utf8_lossy(text, bytes);
  std::u16string units;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded character = decode_utf8(text, at);
    at += character.length;
    if (character.code_point < 0x10000) {
      units += static_cast<char16_t>(character.code_point);
    } else {
      units += static_cast<char16_t>(0xD800 + ((character.code_point - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + (character.code_point & 0x3FF));
    }
  }
  return units;
}

std::string converted_back(std::u16string_view units) {
  std::string bytes(units.size() * 3 + 1, 'x');
  const std::size_t length = utf16_to_utf8(units, bytes.data());
  CHECK(length < bytes.size() && bytes.back() == 'x');
  return bytes.substr(0, length);
}

bool is_between(char16_t unit, char16_t low, char16_t high) {
  return low <= unit && unit <= high;
}

std::string converted_back_slowly(std::u16string_view units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool is_half = is_between(units[i], 0xD800, 0xDFFF);
    const bool is_pair =
        is_between(units[i], 0xD800, 0xDBFF) && i + 1 < units.size() && is_between(units[i + 1], 0xDC00, 0xDFFF);
    if (is_pair) {
      append_utf8(text, 0x10000 + (char32_t{units[i]} - 0xD800) * 0x400 + (char32_t{units[i + 1]} - 0xDC00));
      ++i;
    } else {
      append_utf8(text, is_half ? 0xFFFD : units[i]);
    }
  }
  return text;
}

TEST("characters of every length become their units") {
  CHECK(converted("").empty());
  CHECK(converted("aé中😀") == u"aé中😀");
  CHECK(converted("\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF") ==
        u"\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF");
}

TEST("each maximal malformed sequence becomes one U+FFFD") {
  CHECK(converted("\xC3") == u"\uFFFD");
  CHECK(converted("\xE4\xB8") == u"\uFFFD");
  CHECK(converted("\xF0\x9F\x98") == u"\uFFFD");
  CHECK(converted("\xF0\x9F\x98x") == u"\uFFFDx");
  CHECK(converted("\xE4\xB8\xE4\xB8\xAD") == u"\uFFFD中");
  CHECK(converted("\xC0\x80") == u"\uFFFD\uFFFD");            // overlong
  CHECK(converted("\xE0\x9F\xBF") == u"\uFFFD\uFFFD\uFFFD");  // overlong
  CHECK(converted("\xED\xA0\x80") == u"\uFFFD\uFFFD\uFFFD");  // a surrogate
  CHECK(converted("\xF0\x8F\xBF\xBF") == u"\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(converted("\xF4\x90\x80\x80") == u"\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
  CHECK(converted("\xF8\x88\x80\x80\x80") == u"\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

// Mostly well-formed, since what follows a malformed byte must be right again.
std::string broken_text(Draws& draws, std::size_t longest) {
  std::string bytes = draws.text(draws.below(longest));
  for (auto breaks = draws.below(4); breaks > 0 && !bytes.empty(); --breaks) {
    const std::size_t at = draws.below(bytes.size());
    if (draws.below(2) == 0) {
      bytes[at] = static_cast<char>(draws.below(256));
    } else {
      bytes.erase(at, 1 + draws.below(3));
    }
  }
  return bytes;
}

TEST("the loops agree with their twin on broken text at any place") {
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    Draws draws(seed);
    const std::string bytes = std::string(draws.below(40), 'a') + broken_text(draws, 60);
    if (converted(bytes) == converted_slowly(bytes)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    return;
  }
}

// Runs of one script, which vectors are for, broken here and there.
std::string long_text(Draws& draws) {
  const std::string_view scripts[] = {"a", "é", "中", "\uFFFD", "\u07FF", "\u0800", "\uD7FF", "😀", "Ж "};
  std::string bytes;
  while (bytes.size() < 200) {
    const std::string_view script = scripts[draws.below(std::size(scripts))];
    for (auto times = draws.below(2) * draws.below(60) + 1; times > 0; --times) bytes += script;
    bytes += broken_text(draws, 4);
  }
  return bytes;
}

TEST("vectors agree with the twin on long broken text, in both directions") {
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    Draws draws(seed);
    const std::string bytes = long_text(draws);
    const std::u16string units = converted_slowly(bytes);
    if (converted(bytes) == units && converted_back(units) == converted_back_slowly(units)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    return;
  }
}

TEST("the loops agree with their twin on every sequence of three bytes that begins a character, and a fourth") {
  for (unsigned lead = 0xC0; lead <= 0xFF; ++lead) {
    for (unsigned rest = 0; rest < 0x10000; rest += 0x3D) {
      std::string bytes{static_cast<char>(lead), static_cast<char>(rest >> 8), static_cast<char>(rest)};
      bytes += rest % 2 == 0 ? "\x80" : "a";
      if (converted(bytes) == converted_slowly(bytes)) continue;
      fail(__FILE__, __LINE__, "lead " + std::to_string(lead) + ", rest " + std::to_string(rest));
      return;
    }
  }
}

TEST("half a surrogate pair becomes U+FFFD") {
  CHECK_EQUAL(converted_back(u"aé中😀"), "aé中😀");
  const char16_t halves[] = {'a', 0xD83D, 'b', 0xDE00, 0xD83D, 0xD83D, 0xDE00, 0xDBFF};
  CHECK_EQUAL(converted_back({halves, std::size(halves)}), "a\uFFFDb\uFFFD\uFFFD😀\uFFFD");
}

TEST("the way back agrees with its twin on any units at any place") {
  constexpr char16_t kKinds[] = {0x41,   0x7F,   0x80,   0x7FF,  0x800,  0x4E2D, 0xD7FF,
                                 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF};
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    Draws draws(seed);
    std::u16string units(draws.below(40), u'a');
    for (auto more = draws.below(60); more > 0; --more) {
      units.append(1 + draws.below(2) * draws.below(40), kKinds[draws.below(std::size(kKinds))]);
    }
    if (converted_back(units) == converted_back_slowly(units)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    return;
  }
}

}  // namespace
}  // namespace tg::test
