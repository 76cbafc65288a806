#include "text/general_matcher.h"

#include <thread>

#include "check.h"
#include "text/random_text.h"
#include "tokengraft/tokenizer.h"

namespace tg {
namespace {

using Pieces = std::vector<std::string>;

struct Row {
  const char* what;
  const char* pattern;
  std::string text;
  Pieces matches;
};

// What Oniguruma (6.9, Ruby syntax, as the reference library uses it) finds.
const Row kReadLikeOniguruma[] = {
    {"\\h is a hex digit", R"(\h+)", "0aFg \t", {"0aF"}},
    {"\\H is anything else", R"(\H+)", "0aFg \t1", {"g \t"}},
    {"an escaped slash", R"([\/\-]+)", "a/-b", {"/-"}},
    {"\\v is one character", R"(\v+)", "\n\v\x0C", {"\v"}},
    {"\\s knows White_Space only", R"(\s+)", "a \u180E\u3000\u0085b", {" ", "\u3000\u0085"}},
    {"\\S is its complement", R"(\S+)", "a\u180E b", {"a\u180E", "b"}},
    {"\\s in a negated bracket", R"([^\s,]+)", "a, b\u00A0c", {"a", "b", "c"}},
    {"\\S in a bracket", R"([\S\n]+)", "a\n b", {"a\n", "b"}},
    {"a hyphen behind a set", R"([\s-x]+)", "a -xb", {" -x"}},
    {"\\w takes marks", R"(\w+)", "e\u0301_1-b", {"e\u0301_1", "b"}},
    {"\\b follows \\w", R"(\bb\w*)", "ab b\u0301c", {"b\u0301c"}},
    {"^ and $ are lines", R"(^\w+$)", "ab\ncd e\nf", {"ab", "f"}},
    {"only a line feed ends a line", R"(^b)", "a\rb", {}},
    {"the dot stops at a line feed only", R"(.+)", "a\rb\nc", {"a\rb", "c"}},
    {"{,2} has a lower bound of 0", R"(xa{,2})", "xaaa", {"xaa"}},
    {"{1,2}+ repeats a repeat", R"(a{1,2}+b?)", "aaaaab", {"aaaaab"}},
    {"{2}? is an optional pair", R"(ba{2}?)", "baab", {"baa", "b"}},
    {"{1,2}? is lazy", R"(ba{1,2}?)", "baa", {"ba"}},
    {"a++ is possessive", R"(a++ab?|b)", "aaab", {"b"}},
    {"a brace that is no interval", R"(a{x{,}+)", "a{x{,}}", {"a{x{,}}"}},
    {"a code point by \\u", R"(\u4E2D)", "\u4E2D", {"\u4E2D"}},
    {"a code point by \\x", R"([\x{4E00}-\x{9FFF}])", "a\u4E2D", {"\u4E2D"}},
    {"a script is no script extension", R"(\p{Hiragana}+)", "\u3042\u30FC", {"\u3042"}},
    {"a negated property", R"(\p{^L}+|\P{N})", "1!", {"1!"}},
    {"a long name of a category", R"(\p{Letter}+)", "a1", {"a"}},
    {"\\w alone takes a few numbers of Latin-1", R"(\w+)", "a\u00B2-", {"a\u00B2"}},
    {"\\w in a bracket does not", R"([\w]+)", "a\u00B2-", {"a"}},
    {"\\W in a bracket", R"([\W1]+)", "a-1b", {"-1"}},
    {"a negated set in a negated bracket", R"([^\W_]+)", "a_b", {"a", "b"}},
    {"a letter of Unicode 16", R"(\p{L}+)", "a\u1C89b", {"a\u1C89b"}},
    {"a letter of Unicode 16 is no other character", R"([\P{L}x]+)", "a\u1C89x1", {"x1"}},
    {"a letter of Unicode 16 in a negated bracket", R"([^\p{L}]+)", "\u1C89-", {"-"}},
    {"a script of Unicode 16", R"(\p{Garay}+)", "a\U00010D50", {"\U00010D50"}},
    {"case of Unicode 16", R"((?i:\x{1C89}))", "\u1C8A", {"\u1C8A"}},
    {"[:punct:] has symbols", R"([[:punct:]]+)", "!$\u20AC", {"!$\u20AC"}},
    {"\\p{Punct} has none", R"(\p{Punct}+)", "!$\u20AC", {"!"}},
    {"a negated POSIX bracket", R"([[:^alpha:]]+)", "a1b", {"1"}},
    {"a property alone keeps its case", R"((?i:\p{Lt}))", "\u01C4\u01C5", {"\u01C5"}},
    {"a range in any case", R"((?i:[j-l]+))", "JK\u212A", {"JK\u212A"}},
    {"a negated bracket in any case", R"((?i:[^k]+))", "aK\u212Ab", {"a", "b"}},
    {"case ends with its group", R"((?i:a(?-i:b)c))", "AbC ABC", {"AbC"}},
    {"POSIX brackets", R"([[:alpha:][:digit:]]+)", "\u00E91 ", {"\u00E91"}},
    {"the long s without case", R"((?i:s))", "S\u017F\u00DF", {"S", "\u017F"}},
    {"an option at the beginning", R"((?i)ab|CD)", "AB cd", {"AB", "cd"}},
    {"look-around", R"((?<=a)b(?!c))", "abab c abc", {"b", "b"}},
    {"gaps are left out", R"(\d)", "a1b22", {"1", "2", "2"}},
};

TEST("patterns for Oniguruma find what Oniguruma finds") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  for (const Row& row : kReadLikeOniguruma) {
    const auto pattern = compile_general_pattern(row.pattern, row.what);
    REQUIRE_OK(pattern);
    std::vector<Span> spans;
    REQUIRE_OK(pattern.value()->find_matches(row.text, spans));
    Pieces matches;
    for (const Span& span : spans) matches.push_back(row.text.substr(span.begin, span.end - span.begin));
    if (matches != row.matches) CHECK_EQUAL(std::string(row.what), "");
    CHECK_EQUAL(matches, row.matches);
    CHECK(!pattern.value()->covers());
  }
}

struct Refusal {
  const char* pattern;
  const char* reason;
};

const Refusal kRefused[] = {
    {"a(", "missing closing parenthesis"},
    {"a)", "a ) without ("},
    {"[a", "a [ without ]"},
    {"[]a]", "a bracket that begins with ]"},
    {"[a[bc]]", "a bracket within a bracket"},
    {"[a-z&&[^b]]", "an intersection (&&) of brackets"},
    {R"([+-\d])", "a range that ends in a set"},
    {"*a", "nothing to repeat before *"},
    {"(?=a)+", "nothing to repeat before +"},
    {R"(\Ga)", "the escape \\G"},
    {R"(\xE4)", "the byte \\xE4"},
    {R"(\x{110000})", "the code point \\x110000"},
    {R"(\p{Klingon})", "the property \\p{Klingon}"},
    {R"(\x{D800})", "the code point \\xD800"},
    {"[b-a]", "a range that ends before it begins"},
    {"(?i:\u00DF)", "a character that is several ones in another case"},
    {"(?i:[\u00DF])", "a character that is several ones in another case"},
    {"(?i:mess)", "characters that are a single one in another case"},
    {R"((?i:(a)\1))", "the reference \\1"},
    {R"(\p{L)", "the property \\p{L"},
    {R"(\pL)", "a \\p without {…}"},
    {"a\\", "a \\ at the end"},
    {"(*UCP)a", "(* has no meaning in common"},
    {"a(?i)b|c", "a group that begins with (?i)"},
    {"(?m:.)", "a group that begins with (?m:"},
    {"(?<n>a)", "a group that begins with (?<n"},
    {"[[:klingon:]]", "the set [:klingon:]"},
    {"a*", "it can match nothing at all"},
    {"(?=a)", "it can match nothing at all"},
    {"(?:(?:a{1000}){1000}){1000}", "regular expression is too large"},
};

TEST("what cannot be run exactly is refused with place, pattern and reason") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  for (const Refusal& row : kRefused) {
    const auto pattern = compile_general_pattern(row.pattern, "t.json: pre_tokenizer");
    CHECK(pattern.status().code() == Code::unsupported);
    CHECK_EQUAL(pattern.status().message(),
                "t.json: pre_tokenizer: pattern " + std::string(row.pattern) + " cannot be run exactly: " + row.reason);
  }
}

TEST("a pattern that is too long or not UTF-8 is refused") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  CHECK(compile_general_pattern(std::string(100000, 'a'), "x").status().code() == Code::unsupported);
  CHECK(compile_general_pattern("a\xFF", "x").status().code() == Code::bad_file);
  CHECK(compile_general_pattern(std::string(10000, '('), "x").status().code() == Code::unsupported);
}

TEST("a pattern that backtracks without end gives up and is named") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const auto pattern = compile_general_pattern("(?:a+)+[bc]", "x");
  REQUIRE_OK(pattern);
  std::vector<Span> spans;
  const Status status = pattern.value()->find_matches(std::string(64, 'a'), spans);
  CHECK(status.code() == Code::limit);
  CHECK_EQUAL(status.message(), "x: pattern (?:a+)+[bc] gave up at byte 0 of the text: match limit exceeded");
}

// Each costs little at any one place, and is quadratic or worse over the whole text.
const char* const kCostly[] = {
    R"(x(?=[^z]*z)|x)",
    R"((?:(?=x*[bc])|x)+[de]|x)",
    R"(x(?![^z]+z)|x[^z]*z|x)",
};

TEST("a pattern that reads the rest of the text at every place gives up instead of taking quadratic time") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  for (const char* source : kCostly) {
    const auto pattern = compile_general_pattern(source, "x");
    REQUIRE_OK(pattern);
    std::vector<Span> spans;
    REQUIRE_OK(pattern.value()->find_matches(std::string(100, 'x'), spans));
    const Status status = pattern.value()->find_matches(std::string(200'000, 'x'), spans);
    if (status.code() != Code::limit) CHECK_EQUAL(std::string(source), "");
  }
}

TEST("a run of any length is no reason to give up") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  for (const char* source : {R"(x+)", R"(\s*[\r\n]+|\w+(?!\S)|\w+)", R"((?:x|y)+)", R"([^z]+?(?=z)|x+)"}) {
    const auto pattern = compile_general_pattern(source, "x");
    REQUIRE_OK(pattern);
    std::vector<Span> spans;
    REQUIRE_OK(pattern.value()->find_matches(std::string(1'000'000, 'x'), spans));
    CHECK_EQUAL(spans.size(), 1U);
  }
}

const char* const kAnyPatterns[] = {
    R"(\p{L}+|\p{N}{1,3}|\s+(?!\S)|\s+|.)",
    R"((?i:'s|'t|'re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+)",
    R"((?<=\w)\s+|^\w+$|\b\w)",
    R"([^a-z]+?(?=[a-z])|(?:ab|a)+c?|\w)",
    R"((?>\p{Lu}?\p{Ll}+)(?!\d)|(?<!\s)\d+)",
};

TEST("what is found does not depend on the window") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  test::RandomText random(7);
  for (const char* source : kAnyPatterns) {
    const auto whole = compile_general_pattern(source, "x", std::size_t{1} << 30);
    REQUIRE_OK(whole);
    for (int round = 0; round < 300; ++round) {
      const std::string text = random.next() + random.next();
      std::vector<Span> expected;
      REQUIRE_OK(whole.value()->find_matches(text, expected));
      for (const std::size_t window : {1, 2, 7, 30}) {
        std::vector<Span> found;
        REQUIRE_OK(compile_general_pattern(source, "x", window).value()->find_matches(text, found));
        if (found != expected) CHECK_EQUAL(std::string(source) + " on " + text, "");
      }
    }
  }
}

TEST("a build without PCRE2 refuses unknown patterns and says what to install") {
  if (!pcre2_version().empty()) return test::skip("this build has PCRE2");
  CHECK_EQUAL(
      compile_pattern(R"(\d)", "t.json").status().message(),
      "t.json: pattern \\d cannot be run exactly: this build has no PCRE2; install libpcre2-dev (Debian's name) "
      "and build again");
}

TEST("one compiled pattern serves many threads") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const auto pattern = compile_general_pattern(R"(\p{L}+|\p{N}{1,3})", "x");
  REQUIRE_OK(pattern);
  std::string text;
  for (int word = 0; word < 5000; ++word) text += "caf\u00E9 " + std::to_string(word * 7919) + " ";
  std::vector<Span> expected;
  REQUIRE_OK(pattern.value()->find_matches(text, expected));
  std::vector<std::vector<Span>> found(4);
  std::vector<std::thread> threads;
  for (auto& spans : found) {
    threads.emplace_back(
        [&] { spans = pattern.value()->find_matches(text, spans).ok() ? spans : std::vector<Span>{}; });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& spans : found) CHECK(spans == expected);
}

}  // namespace
}  // namespace tg
