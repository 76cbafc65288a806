#include "tokengraft/json_rows.h"

#include <string>
#include <vector>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Words = std::vector<std::uint32_t>;

RowShape question_answer() {
  return {.keys = {"q", "a"}, .columns = {{.name = "q"}, {.name = "a", .supervised = true}}};
}

RowRule rule_of(std::vector<RowShape> shapes) {
  return {.shapes = std::move(shapes),
          .separator = "",
          .stop = 7,
          .prefix = {},
          .suffix = {},
          .special = SpecialPolicy::match,
          .longest_line = 1000};
}

EncodedRows encoded(std::string_view lines, RowRule rule, std::uint32_t first_line = 0,
                    const TinyJson& tokenizer = byte_level()) {
  EncodedRows rows;
  const auto opened = parse_tiny(tokenizer);
  if (!opened.ok()) return rows;
  const auto encoder = JsonRowEncoder::create(opened.value(), std::move(rule));
  if (encoder.ok()) encoder.value()->encode(lines, first_line, rows);
  return rows;
}

// The words of a row: header, runs, ids.
Words row_of(std::uint32_t line, const Words& runs, const Words& ids) {
  Words words{
      static_cast<std::uint32_t>(ids.size()), static_cast<std::uint32_t>(runs.size()), 0, line, 0, 0, 0, 0, 0, 0};
  words.insert(words.end(), runs.begin(), runs.end());
  words.insert(words.end(), ids.begin(), ids.end());
  return words;
}

Words words_of(const EncodedRows& rows) {
  return {rows.words.begin(), rows.words.end()};
}

TEST("a row is its columns laid end to end, in the order of the shape, with the answer's ids as a run") {
  const EncodedRows rows = encoded(R"({"a":"b","other":[1,{"q":"x"}],"q":"hell"})", rule_of({question_answer()}), 5);
  CHECK_EQUAL(words_of(rows), row_of(5, {1, 2}, {258, 'b'}));
  CHECK_EQUAL(rows.rows, std::size_t{1});
  CHECK_EQUAL(rows.lines, std::size_t{1});
}

TEST("a token that reaches over the seam is supervised") {
  const EncodedRows rows = encoded(R"({"q":"hel","a":"lo"})", rule_of({question_answer()}));
  CHECK_EQUAL(words_of(rows), row_of(0, {0, 1}, {259}));
}

TEST("separator, stop tokens and frame stand where the rule says") {
  RowRule rule = rule_of({question_answer()});
  rule.shapes[0].columns[0].end = TurnEnd::stop;
  rule.shapes[0].columns[1].end = TurnEnd::supervised_stop;
  rule.separator = "-";
  rule.prefix = {1};
  rule.suffix = {2};
  const EncodedRows rows = encoded(R"({"q":"x","a":"y"})", std::move(rule));
  CHECK_EQUAL(words_of(rows), row_of(0, {4, 6}, {1, 'x', '-', 7, 'y', 7, 2}));
}

TEST("escapes are read, blank lines are none, and the last line needs no end") {
  const EncodedRows rows =
      encoded("{\"q\":\"\\u0061\\n\",\"a\":\"\"}\r\n \n{\"q\":\"\",\"a\":\"z\"}", rule_of({question_answer()}));
  Words expected = row_of(0, {}, {'a', '\n'});
  const Words second = row_of(2, {0, 1}, {'z'});
  expected.insert(expected.end(), second.begin(), second.end());
  CHECK_EQUAL(words_of(rows), expected);
  CHECK_EQUAL(rows.lines, std::size_t{3});
}

TEST("an optional column may be absent, and a skipped one leaves no stop token") {
  RowRule rule = rule_of({question_answer()});
  rule.shapes[0].columns[0].optional = rule.shapes[0].columns[0].skip_empty = true;
  rule.shapes[0].columns[0].end = TurnEnd::stop;
  rule.shapes[0].keys = {"a"};
  const EncodedRows rows = encoded(R"({"a":"y"})", std::move(rule));
  CHECK_EQUAL(words_of(rows), row_of(0, {0, 1}, {'y'}));
}

TEST("what is not plain is left, with its place") {
  const std::vector<std::string> lines = {
      R"({"q":"x"})",                           // of no shape
      R"({"q":"x","a":1})",                     // no text
      R"({"q":"x","a":"y","q":"z"})",           // twice
      R"({"q":"x","a":"y"} 1)",                 // something behind it
      R"({"q":"x","a":"\ud800"})",              // half a pair
      "{\"q\":\"x\",\"a\":\"\xFF\"}",           // no UTF-8
      "\xEF\xBB\xBF{\"q\":\"x\",\"a\":\"y\"}",  // a mark
      R"([1])",
      R"({"q":"x","m":[],"a":"y"})",  // of a shape that is the caller's
      R"({"q":"x","a":")" + std::string(1000, 'y') + R"("})",
      std::string(200, ' '),
      R"({"q":"x","deep":)" + std::string(300, '[') + std::string(300, ']') + R"(,"a":"y"})",
  };
  for (const std::string& line : lines) {
    RowRule rule = rule_of({{.keys = {"m"}, .columns = {}}, question_answer()});
    const std::string block = "{\"q\":\"\",\"a\":\"z\"}\n" + line + "\n{\"q\":\"\",\"a\":\"z\"}\n";
    const EncodedRows rows = encoded(block, std::move(rule));
    CHECK_EQUAL(rows.rows, std::size_t{2});
    CHECK_EQUAL(rows.left.size(), std::size_t{1});
    if (rows.left.size() != 1) continue;
    CHECK_EQUAL(rows.left[0].line, std::uint32_t{1});
    CHECK_EQUAL(block.substr(rows.left[0].begin, rows.left[0].end - rows.left[0].begin), line);
    CHECK_EQUAL(rows.left[0].word, std::uint32_t{13});
  }
}

TEST("a row that is given up leaves nothing to the next one") {
  const EncodedRows rows = encoded("{\"q\":\"x\",\"a\":1}\n{\"q\":\"\",\"a\":\"z\"}", rule_of({question_answer()}));
  CHECK_EQUAL(words_of(rows), row_of(1, {0, 1}, {'z'}));
}

TEST("a text that its tokens are not is left, unless it is supervised as a whole") {
  TinyJson lower = byte_level();
  lower.normalizer = R"({"type":"Lowercase"})";
  CHECK_EQUAL(encoded(R"({"q":"A","a":"b"})", rule_of({question_answer()}), 0, lower).left.size(), std::size_t{1});
  CHECK_EQUAL(encoded(R"({"q":"","a":"B"})", rule_of({question_answer()}), 0, lower).rows, std::size_t{1});
}

TEST("a special token that is refused leaves its line") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<end>", "s") + "]";
  RowRule rule = rule_of({question_answer()});
  rule.special = SpecialPolicy::refuse;
  CHECK_EQUAL(encoded(R"({"q":"<end>","a":"b"})", rule, 0, parts).left.size(), std::size_t{1});
  rule.special = SpecialPolicy::match;
  CHECK_EQUAL(words_of(encoded(R"({"q":"<end>","a":"b"})", rule, 0, parts)), row_of(0, {1, 2}, {262, 'b'}));
}

TEST("a shape without keys is refused") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  CHECK(!JsonRowEncoder::create(tokenizer.value(), rule_of({{.keys = {}, .columns = {}}})).ok());
}

}  // namespace
}  // namespace tg::test
