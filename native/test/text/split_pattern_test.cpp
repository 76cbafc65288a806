// Each scanner against a table of tricky strings, and against its slow twin: the same pattern run by PCRE2.
#include "text/split_pattern.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "check.h"
#include "text/general_matcher.h"
#include "text/random_text.h"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

using namespace std::string_literals;
using Pieces = std::vector<std::string>;

std::shared_ptr<const SplitPattern> scanner_named(std::string_view name) {
  return compile_pattern(named_pattern(name).value(), "test").value();
}

std::vector<Span> spans_of(const SplitPattern& pattern, std::string_view text) {
  std::vector<Span> spans;
  const Status status = pattern.find_matches(text, spans);
  CHECK_EQUAL(status.message(), "");
  return spans;
}

Pieces pieces_of(const SplitPattern& pattern, std::string_view text) {
  Pieces pieces;
  for (const Span& span : spans_of(pattern, text)) pieces.emplace_back(text.substr(span.begin, span.end - span.begin));
  return pieces;
}

struct Row {
  const char* name;
  std::string text;
  Pieces pieces;
};

const Row kRows[] = {
    {"gpt2", "", {}},
    {"gpt2", "Hello, it's  fine", {"Hello", ",", " it", "'s", " ", " fine"}},
    {"gpt2", "IT'S", {"IT", "'", "S"}},
    {"gpt2", "x''s '", {"x", "''", "s", " '"}},
    {"gpt2", " 's 'll", {" '", "s", " '", "ll"}},
    {"gpt2", "a1b 22", {"a", "1", "b", " 22"}},
    {"gpt2", "a \n b", {"a", " \n", " b"}},
    {"gpt2", "a  \n", {"a", "  \n"}},
    {"gpt2", "a\n", {"a", "\n"}},
    {"gpt2", "\t\tx", {"\t", "\t", "x"}},
    {"gpt2", "\u3000\u00A0x", {"\u3000", "\u00A0", "x"}},
    {"gpt2", "e\u0301t", {"e", "\u0301", "t"}},
    {"gpt2", "\u4F60\u597D\u3002", {"\u4F60\u597D", "\u3002"}},
    {"gpt2", "'"s, {"'"}},
    {"gpt2", "'l", {"'", "l"}},
    {"gpt2", "a\0b"s, {"a", "\0"s, "b"}},
    {"r50k_base", "it's  \n", {"it", "'s", "  \n"}},

    {"llama3", "DON'T 'Tis", {"DON", "'T", " '", "Tis"}},
    {"llama3", "it'\u017Fx", {"it", "'\u017F", "x"}},
    {"llama3", "'\u212A", {"'\u212A"}},
    {"llama3", "1234567 89", {"123", "456", "7", " ", "89"}},
    {"llama3", "\u0661\u0662\u0663\u0664", {"\u0661\u0662\u0663", "\u0664"}},
    {"llama3", "$abc\tdef\nghi", {"$abc", "\tdef", "\n", "ghi"}},
    {"llama3", "x !?\n\n y", {"x", " !?\n\n", " y"}},
    {"llama3", "a  \n  b", {"a", "  \n", " ", " b"}},
    {"llama3", "a\n  ", {"a", "\n", "  "}},
    {"llama3", " \n \r\n  x", {" \n \r\n", " ", " x"}},
    {"llama3", "\u0301a\u0301", {"\u0301a", "\u0301"}},
    {"cl100k_base", "a\n  ", {"a", "\n  "}},
    {"cl100k_base", "a\n  b", {"a", "\n", " ", " b"}},
    {"cl100k_base", "\r\n \n!", {"\r\n \n", "!"}},
    {"cl100k_base", "12345", {"123", "45"}},
    {"qwen2", "a123 4", {"a", "1", "2", "3", " ", "4"}},
    {"qwen2", "x'S\n\n", {"x", "'S", "\n\n"}},

    {"o200k_base", "HTTPServer", {"HTTPServer"}},
    {"o200k_base", "camelCase XMLHttp", {"camel", "Case", " XMLHttp"}},
    {"o200k_base", "ABC", {"ABC"}},
    {"o200k_base", "DON'T don't", {"DON'T", " don't"}},
    {"o200k_base", "'s", {"'s"}},
    {"o200k_base", "a'\u017Fb", {"a'\u017F", "b"}},
    {"o200k_base", "AB\u4E2DCD", {"AB\u4E2D", "CD"}},
    {"o200k_base", "AB\u4E2DCDe", {"AB\u4E2DCDe"}},
    {"o200k_base", "\u0301ABC", {"\u0301", "ABC"}},
    {"o200k_base", "\u0301ABc", {"\u0301ABc"}},
    {"o200k_base", "!\u0301A", {"!\u0301", "A"}},
    {"o200k_base", "\u0301's", {"\u0301's"}},
    {"o200k_base", "a/b //\n/x", {"a", "/b", " //\n/", "x"}},
    {"o200k_base", "12345 \n ", {"123", "45", " \n", " "}},
    {"o200k_base", "\n\u0301", {"\n", "\u0301"}},
    {"o200k_base", "\u01C5abc\u01C5", {"\u01C5abc", "\u01C5"}},
};

TEST("scanners cut tricky strings as their patterns say") {
  for (const Row& row : kRows) CHECK_EQUAL(pieces_of(*scanner_named(row.name), row.text), row.pieces);
}

// The patterns that have a scanner, and how Oniguruma's reader has to be told the same. \p{N}{1,3}+ is possessive for
// tiktoken, but a repeated group in tokenizer files; without the plus it means tiktoken's.
struct Twin {
  const char* name;
  const char* engine;
  std::string in_source;
  std::string in_twin;
};

const Twin kTwins[] = {
    {"gpt2", "gpt2", "", ""},     {"r50k_base", "gpt2", "", ""},
    {"llama3", "cl100k", "", ""}, {"cl100k_base", "cl100k-tiktoken", R"({1,3}+)", R"({1,3})"},
    {"qwen2", "qwen2", "", ""},   {"o200k_base", "o200k", "", ""},
};

std::shared_ptr<const SplitPattern> slow_twin(const Twin& twin) {
  std::string source = named_pattern(twin.name).value();
  if (!twin.in_source.empty()) source.replace(source.find(twin.in_source), twin.in_source.size(), twin.in_twin);
  const auto compiled = compile_general_pattern(source, "test");
  CHECK_EQUAL(compiled.status().message(), "");
  return compiled.ok() ? compiled.value() : nullptr;
}

struct Pair {
  std::string name;
  std::shared_ptr<const SplitPattern> fast;
  std::shared_ptr<const SplitPattern> slow;
};

std::vector<Pair> all_pairs() {
  std::vector<Pair> pairs;
  for (const Twin& twin : kTwins) {
    Pair pair{twin.name, scanner_named(twin.name), slow_twin(twin)};
    CHECK_EQUAL(pair.fast->engine(), twin.engine);
    if (pair.slow != nullptr) pairs.push_back(std::move(pair));
  }
  return pairs;
}

TEST("scanners agree with PCRE2 on random text") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const std::vector<Pair> pairs = all_pairs();
  for (unsigned seed = 1; seed <= 10000; ++seed) {
    const std::string text = test::RandomText(seed).next();
    for (const Pair& pair : pairs) {
      if (spans_of(*pair.fast, text) == spans_of(*pair.slow, text)) continue;
      CHECK_EQUAL(pair.name + ", seed " + std::to_string(seed), "");
      return CHECK_EQUAL(pieces_of(*pair.fast, text), pieces_of(*pair.slow, text));
    }
  }
}

// Windows begin where pieces do, so a few hundred bytes in front of a text move it through all places of a window.
TEST("scanners find the same pieces in windows and one by one, wherever a window begins") {
  for (const Twin& twin : kTwins) {
    const std::string source = named_pattern(twin.name).value();
    const auto widest = compile_pattern(source, "test", scan::Lanes::widest).value();
    const auto one = compile_pattern(source, "test", scan::Lanes::one).value();
    for (unsigned seed = 1; seed <= 400; ++seed) {
      test::RandomText random(seed);
      std::string text = random.next() + random.next() + random.next();
      for (unsigned offset = 0; offset < 128; offset += seed % 8 + 1) {
        const std::string moved = std::string(offset, offset % 3 == 0 ? 'x' : offset % 3 == 1 ? ' ' : '7') + text;
        if (spans_of(*widest, moved) == spans_of(*one, moved)) continue;
        CHECK_EQUAL(std::string(twin.name) + ", seed " + std::to_string(seed), "");
        return CHECK_EQUAL(pieces_of(*widest, moved), pieces_of(*one, moved));
      }
    }
  }
}

TEST("scanners agree with PCRE2 on every character between letters, digits, spaces and signs") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  std::string text;
  for (char32_t code_point = 1; code_point <= 0x10FFFF; ++code_point) {
    const Category category = category_of(code_point);
    if (category == Category::Cs || category == Category::Co) continue;
    for (const char* before : {"a", "1", " ", "!", "A"}) append_utf8(text += before, code_point);
  }
  for (const Pair& pair : all_pairs()) CHECK(spans_of(*pair.fast, text) == spans_of(*pair.slow, text));
}

TEST("the pieces of a scanner cover any bytes without gaps, even malformed ones") {
  std::mt19937 random(7);
  for (const Twin& twin : kTwins) {
    const auto pattern = scanner_named(twin.name);
    CHECK(pattern->covers());
    for (int round = 0; round < 20000; ++round) {
      std::string text(random() % 24, '\0');
      for (char& byte : text) byte = static_cast<char>(random() % 3 == 0 ? random() : random() % 2 == 0 ? 0xE4 : 'a');
      text.shrink_to_fit();
      std::uint32_t end = 0;
      bool gapless = true;
      for (const Span& span : spans_of(*pattern, text)) {
        gapless = gapless && span.begin == end && span.end > span.begin && span.end <= text.size();
        end = span.end;
      }
      if (!gapless || end != text.size()) return CHECK_EQUAL(end, text.size());
    }
  }
}

std::string repeated(std::string_view part, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += part;
  return text;
}

// Two million bytes take a few milliseconds in one pass; a scanner that starts again at every character would take
// hours.
TEST("scanners stay linear on long runs") {
  for (const char* part : {"x", "X", " ", "\n", "\n ", "  \n", "'", "'s", "\u0301", "\u4E2D", "\u4E2DA", "\u0301A", "1",
                           "!", "/\n", "\u3000", " \u0301", "'ll"}) {
    for (const Twin& twin : kTwins) {
      const auto start = std::chrono::steady_clock::now();
      CHECK(!spans_of(*scanner_named(twin.name), repeated(part, 2'000'000) + "\u017F").empty());
      CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    }
  }
}

TEST("every file of patterns/ is in the table") {
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "../../src/text/patterns";
  std::ifstream table(folder / "patterns.def");
  const std::string rows{std::istreambuf_iterator<char>(table), {}};
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".cpp") continue;
    ++files;
    const std::string factory = "make_" + entry.path().stem().string() + "_scanner";
    if (rows.find(factory) == std::string::npos) CHECK_EQUAL(factory, "a row of patterns.def");
  }
  CHECK_EQUAL(files, 6);
}

TEST("an unknown name is refused with the list of known ones") {
  const auto result = named_pattern("gpt5");
  CHECK(result.status().code() == Code::not_found);
  CHECK_EQUAL(result.status().message(),
              "no split pattern is called gpt5; known are gpt2, r50k_base, p50k_base, p50k_edit, cl100k_base, llama3, "
              "qwen2, o200k_base, o200k_harmony");
}

}  // namespace
}  // namespace tg
