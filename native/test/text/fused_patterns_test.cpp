// The scanner of DeepSeek-V3's three patterns against a table, and against its slow twin: PCRE2 with one after the
// other.
#include <array>

#include "check.h"
#include "text/general_matcher.h"
#include "text/random_text.h"
#include "text/split_pattern.h"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

using Pieces = std::vector<std::string>;

constexpr std::array<std::string_view, 3> kDeepSeekV3 = {R"(\p{N}{1,3})", "[一-龥぀-ゟ゠-ヿ]+",
                                                         R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^)"
                                                         "\r\n"
                                                         R"(\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[)"
                                                         "\r\n"
                                                         R"(]*|\s*[)"
                                                         "\r\n"
                                                         R"(]+|\s+(?!\S)|\s+)"};

std::vector<Span> spans_of(const SplitPattern& pattern, std::string_view text) {
  std::vector<Span> spans;
  const Status status = pattern.find_matches(text, spans);
  CHECK_EQUAL(status.message(), "");
  return spans;
}

Pieces words_of(std::string_view text, const std::vector<Span>& spans) {
  Pieces pieces;
  for (const Span& span : spans) pieces.emplace_back(text.substr(span.begin, span.end - span.begin));
  return pieces;
}

// Cuts every piece at the matches in it, and keeps what lies between them.
std::vector<Span> cut(std::string_view text, const std::vector<Span>& pieces, const SplitPattern& pattern) {
  std::vector<Span> cut;
  for (const Span& piece : pieces) {
    std::uint32_t done = piece.begin;
    const auto add = [&](std::uint32_t end) {
      if (end > done) cut.push_back({done, end});
      done = end;
    };
    for (const Span& match : spans_of(pattern, text.substr(piece.begin, piece.end - piece.begin))) {
      add(piece.begin + match.begin);
      add(piece.begin + match.end);
    }
    add(piece.end);
  }
  return cut;
}

struct SlowTwin {
  std::vector<std::shared_ptr<const SplitPattern>> patterns;

  SlowTwin() {
    for (const std::string_view source : kDeepSeekV3) {
      patterns.push_back(compile_general_pattern(std::string(source), "test").value());
    }
  }
  std::vector<Span> spans_of(std::string_view text) const {
    std::vector<Span> pieces;
    if (!text.empty()) pieces.push_back({0, static_cast<std::uint32_t>(text.size())});
    for (const auto& pattern : patterns) pieces = cut(text, pieces, *pattern);
    return pieces;
  }
};

struct Row {
  std::string text;
  Pieces pieces;
};

const Row kRows[] = {
    {"", {}},
    {"Hello, it's fine", {"Hello", ",", " it", "'s", " fine"}},
    {"a.b ..c .d", {"a", ".b", " ..", "c", " .", "d"}},
    {".abc\u00E9x", {".abc", "\u00E9x"}},
    {".abc\u0301", {".abc", "\u0301"}},
    {"\u3002abc", {"\u3002", "abc"}},
    {"\t.abc", {"\t", ".abc"}},
    {"12345a", {"123", "45", "a"}},
    {"a  1", {"a", "  ", "1"}},
    {"a  b", {"a", " ", " b"}},
    {"a  \u4E2D", {"a", "  ", "\u4E2D"}},
    {" \u4E2D\u6587ab", {" ", "\u4E2D\u6587", "ab"}},
    {"\u30AB\u30FB\u30CA", {"\u30AB", "\u30FB", "\u30CA"}},
    {" \u30FB\n", {" ", "\u30FB", "\n"}},
    {" \uFF01\n", {" \uFF01\n"}},
    {"\u4E2D\u9FA6", {"\u4E2D", "\u9FA6"}},
    {"\u3040\u3042\u3040", {"\u3040\u3042", "\u3040"}},
    {"\u200D\u200D\u200Dx", {"\u200D\u200D", "\u200Dx"}},
    {"x\u200D\uFE0F", {"x", "\u200D\uFE0F"}},
    {"\u200D\u200D1", {"\u200D\u200D", "1"}},
    {"!\r\n\n x", {"!\r\n\n", " x"}},
    {"!\n\n1", {"!\n\n", "1"}},
    {" \n \n  x", {" \n \n", " ", " x"}},
    {"\nx", {"\n", "x"}},
    {"e\u0301t", {"e\u0301t"}},
    {"A.\u0660b", {"A", ".", "\u0660", "b"}},
};

std::shared_ptr<const SplitPattern> scanner(scan::Lanes lanes = scan::Lanes::widest) {
  return fused_patterns(kDeepSeekV3, lanes);
}

TEST("DeepSeek-V3's scanner cuts tricky strings as its three patterns do") {
  CHECK_EQUAL(scanner()->engine(), "deepseek-v3");
  CHECK(scanner()->covers());
  for (const Row& row : kRows) CHECK_EQUAL(words_of(row.text, spans_of(*scanner(), row.text)), row.pieces);
}

TEST("other patterns have no scanner in common") {
  std::array<std::string_view, 3> sources = kDeepSeekV3;
  std::swap(sources[0], sources[1]);
  CHECK(fused_patterns(sources) == nullptr);
}

// Words, signs, Han and kana, and what belongs to neither, densely.
std::string dense_text(std::mt19937& random) {
  static const std::string_view kParts[] = {
      "a",      "bc",     "Z",      ".",      "'",      "\u3002", "\u4E2D",     "\u9FA5",    "\u9FA6",
      "\u3400", "\u304B", "\u30FB", "\u309B", "\u3099", "\u3040", "\u3098",     "\u30A0",    "\u30FF",
      "\u3100", "\u303F", "\u200D", "\x01",   "\x7F",   "1",      "22",         "\u0660",    " ",
      "  ",     "\t",     "\n",     "\r\n",   "\u3000", "\u00A0", "\u0301",     "\u00E9",    "\u0378",
      "\uE000", "$",      "+",      "\u20AC", "\u4DFF", "\u5B57", "\U0001F600", "\U00020000"};
  std::string text;
  for (auto left = 1 + random() % 60; left > 0; --left) text += kParts[random() % std::size(kParts)];
  return text;
}

TEST("DeepSeek-V3's scanner agrees with its three patterns on random text") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const SlowTwin slow;
  const auto fast = scanner();
  for (unsigned seed = 1; seed <= 20000; ++seed) {
    std::mt19937 random(seed);
    const std::string text = seed % 2 == 0 ? test::RandomText(seed).next() : dense_text(random);
    if (spans_of(*fast, text) == slow.spans_of(text)) continue;
    CHECK_EQUAL("seed " + std::to_string(seed), "");
    return CHECK_EQUAL(words_of(text, spans_of(*fast, text)), words_of(text, slow.spans_of(text)));
  }
}

TEST("DeepSeek-V3's scanner agrees with its three patterns on every character between others") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const SlowTwin slow;
  for (const char* before : {"a", "1", " ", "!", "\u4E2D", "\x01"}) {
    std::string text;
    for (char32_t code_point = 1; code_point <= 0x10FFFF; ++code_point) {
      if (category_of(code_point) != Category::Cs) append_utf8(text += before, code_point);
    }
    CHECK(spans_of(*scanner(), text) == slow.spans_of(text));
  }
}

TEST("DeepSeek-V3's scanner finds the same pieces in windows and one by one, wherever a window begins") {
  const auto widest = scanner();
  const auto one = scanner(scan::Lanes::one);
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    std::mt19937 random(seed);
    const std::string text = dense_text(random) + test::RandomText(seed).next() + dense_text(random);
    for (unsigned offset = 0; offset < 128; offset += seed % 8 + 1) {
      const std::string moved = std::string(offset, "x 7.\x01"[offset % 5]) + text;
      if (spans_of(*widest, moved) == spans_of(*one, moved)) continue;
      CHECK_EQUAL("seed " + std::to_string(seed), "");
      return CHECK_EQUAL(words_of(moved, spans_of(*widest, moved)), words_of(moved, spans_of(*one, moved)));
    }
  }
}

TEST("DeepSeek-V3's pieces cover any bytes without gaps, even malformed ones") {
  std::mt19937 random(7);
  for (int round = 0; round < 40000; ++round) {
    std::string text(random() % 90, '\0');
    for (char& byte : text) byte = static_cast<char>(random() % 3 == 0 ? random() : random() % 2 == 0 ? 0xE4 : 'a');
    text.shrink_to_fit();
    std::uint32_t end = 0;
    for (const Span& span : spans_of(*scanner(), text)) {
      if (span.begin != end || span.end <= span.begin) return CHECK_EQUAL(span.begin, end);
      end = span.end;
    }
    if (end != text.size()) return CHECK_EQUAL(end, text.size());
  }
}

// A scanner that starts again at every character would take hours.
TEST("DeepSeek-V3's scanner stays linear on long runs") {
  for (const char* part : {"x", " ", "\n", "\n ", "1", "!", "!x", "\u0301", "\u4E2D", "\u30FB", "\u200D", "\u3000"}) {
    std::string text;
    while (text.size() < 2'000'000) text += part;
    CHECK(!spans_of(*scanner(), text + "\u017F").empty());
    CHECK(!spans_of(*scanner(scan::Lanes::one), text + "\u017F").empty());
  }
}

}  // namespace
}  // namespace tg
