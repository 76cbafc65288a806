// Where text is cut, seen through word numbers: a vocabulary of single bytes gives every piece its own number.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// The pieces of `text`, a bar between; what belongs to no piece is left out.
std::string pieces_of(const std::string& pre_tokenizer, std::string_view text) {
  TinyJson parts = byte_level();
  parts.merges.clear();
  parts.pre_tokenizer = R"({"type":"Sequence","pretokenizers":[)" + pre_tokenizer +
                        R"(,{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})";
  const auto tokenizer = parse_tiny(parts);
  if (!tokenizer.ok()) return tokenizer.status().message();
  const auto encoding = tokenizer.value()->encoding(text, std::nullopt, kPlain);
  std::string pieces;
  for (std::size_t i = 0; i < encoding->ids.size(); ++i) {
    if (i > 0 && encoding->word_ids[i] != encoding->word_ids[i - 1]) pieces += '|';
    pieces += static_cast<char>(encoding->ids[i]);
  }
  return pieces;
}

std::string split(const char* behavior, const char* pattern, bool invert) {
  return R"({"type":"Split","pattern":)" + std::string(pattern) + R"(,"behavior":")" + behavior + R"(","invert":)" +
         (invert ? "true}" : "false}");
}

struct Case {
  const char* behavior;
  bool invert;
  const char* pieces;
};

TEST("a split rule says what becomes of the delimiter") {
  const Case cases[] = {
      {"Removed", false, "the|final|countdown"},
      {"Isolated", false, "the|-|final|-|-|countdown|-"},
      {"MergedWithPrevious", false, "the-|final-|-|countdown-"},
      {"MergedWithNext", false, "the|-final|-|-countdown|-"},
      {"Contiguous", false, "the|-|final|--|countdown|-"},
      {"Removed", true, "-|-|-|-"},
      {"Isolated", true, "the|-|final|-|-|countdown|-"},
      {"MergedWithPrevious", true, "the|-final|-|-countdown|-"},
      {"MergedWithNext", true, "the-|final-|-|countdown-"},
      {"Contiguous", true, "the|-|final|--|countdown|-"},
  };
  for (const Case& c : cases) {
    const std::string found = pieces_of(split(c.behavior, R"({"String":"-"})", c.invert), "the-final--countdown-");
    if (found != c.pieces) fail(__FILE__, __LINE__, std::string(c.behavior) + ": found " + found);
  }
}

TEST("digits stand apart, one by one or together") {
  CHECK_EQUAL(pieces_of(R"({"type":"Digits","individual_digits":true})", "a12b²"), "a|1|2|b|²");
  CHECK_EQUAL(pieces_of(R"({"type":"Digits","individual_digits":false})", "a12b²"), "a|12|b|²");
}

TEST("each stage cuts what the one before left, and sees nothing beyond it") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const std::string words = split("Isolated", R"({"Regex":"\\s+(?!\\S)|\\s+"})", false);
  CHECK_EQUAL(pieces_of(words, "a  b"), "a| | |b");
  CHECK_EQUAL(pieces_of(split("Isolated", R"({"String":"b"})", false) + "," + words, "a  b"), "a|  |b");
}

TEST("a prefix space goes before every piece that has none, and comes from the character after it") {
  TinyJson parts = byte_level();
  parts.pre_tokenizer = R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},)"
                        R"({"type":"ByteLevel","add_prefix_space":true,"use_regex":false}]})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(names_of(*tokenizer.value(), "w1 é"), "Ġw|Ġ|1|Ġ|Ã|©");
  const auto encoding = tokenizer.value()->encoding("w1 é", std::nullopt, kPlain);
  REQUIRE_OK(encoding);
  CHECK_EQUAL(encoding->offsets, (std::vector<std::uint32_t>{0, 1, 1, 2, 1, 2, 2, 3, 3, 5, 3, 5}));
}

}  // namespace
}  // namespace tg::test
