#include "tokenizer/seams.h"

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::vector<std::size_t> seams_of(std::string_view text) {
  std::vector<std::size_t> seams;
  for (std::size_t at = next_seam(text, 0); at < text.size(); at = next_seam(text, at)) seams.push_back(at);
  return seams;
}

using Seams = std::vector<std::size_t>;

TEST("seams lie between words, lines and clauses") {
  CHECK_EQUAL(seams_of("ab cd"), (Seams{2}));
  CHECK_EQUAL(seams_of("a b c"), (Seams{1, 3}));
  CHECK_EQUAL(seams_of("é à"), (Seams{2}));
  CHECK_EQUAL(seams_of("мир и труд"), (Seams{6, 9}));
  CHECK_EQUAL(seams_of("中 文"), (Seams{3}));
  CHECK_EQUAL(seams_of("ab\ncd"), (Seams{3}));
  CHECK_EQUAL(seams_of("a!\nb"), (Seams{3}));
  CHECK_EQUAL(seams_of("中文。\n中"), (Seams{10}));
  CHECK_EQUAL(seams_of("中文，中"), (Seams{6}));
  CHECK_EQUAL(seams_of("かな、a"), (Seams{6}));
}

TEST("there is none where white space meets white space, signs or digits, nor at the ends") {
  for (const std::string_view text :
       {"",      "a",        " ",     " a",    "a ",         "a  b",      "a 1",         "1 a", "a\n\nb",
        "a \nb", "\nb",      "a\n",   "a\n b", "a\r\n\r\nb", "é \u0301a", "हि न्दी",      "中",  "，中",
        "中，",  "中，，中", "1，中", "中，1", "don't",      "\xE4\xB8",  "\xEF\xBC\x8C"}) {
    CHECK_EQUAL(seams_of(text), Seams{});
    CHECK_EQUAL(last_seam(text), 0U);
  }
}

TEST("the last seam is the last of all") {
  CHECK_EQUAL(last_seam("ab cd ef  gh"), 5U);
  CHECK_EQUAL(last_seam("ab cd"), 2U);
}

TEST("parts end at seams, have their size, and are the text") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::string text = Draws(seed).text(300);
    std::string joined;
    const auto parts = parts_at_seams(text, 40);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      joined += parts[i];
      if (i + 1 == parts.size()) continue;
      CHECK(parts[i].size() > 40);
      CHECK_EQUAL(next_seam(text, joined.size() - 1), joined.size());
    }
    CHECK_EQUAL(joined, text);
  }
}

constexpr const char* kGpt2 = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";

std::size_t last_seam_with(TinyJson parts, const std::string& added) {
  parts.added = added.empty() ? "[]" : "[" + added + "]";
  const auto tokenizer = parse_tiny(parts);
  CHECK(tokenizer.ok());
  return tokenizer.ok() ? tokenizer.value()->last_seam("one two") : 0;
}

TEST("stages that may look across have no seams") {
  struct Row {
    const char* normalizer;
    const char* pre_tokenizer;
    bool has_seams;
  };
  const std::string prefixed = R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})";
  const std::string two =
      std::string(R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},)") + kGpt2 + "]}";
  const std::string digits = R"({"type":"Digits","individual_digits":true})";
  const Row rows[] = {{"null", kGpt2, true},
                      {R"({"type":"NFC"})", kGpt2, true},
                      {R"({"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"Lowercase"}]})", kGpt2, true},
                      {R"({"type":"NFKC"})", kGpt2, false},
                      {R"({"type":"Prepend","prepend":"x"})", kGpt2, false},
                      {"null", prefixed.c_str(), false},
                      {"null", two.c_str(), true},
                      {"null", digits.c_str(), false},
                      {"null", "null", false}};
  for (const Row& row : rows) {
    TinyJson parts = byte_level();
    parts.normalizer = row.normalizer;
    parts.pre_tokenizer = row.pre_tokenizer;
    CHECK_EQUAL(last_seam_with(parts, "") != 0, row.has_seams);
  }
}

TEST("added tokens that reach across take the seams away") {
  struct Row {
    const char* content;
    const char* flags;
    bool has_seams;
  };
  const Row rows[] = {{"<|x|>", "s", true}, {"<x>", "lr", true},  {"word", "", true},    {"word", "w", true},
                      {"word", "l", false}, {"word", "r", false}, {"a b", "", false},    {"a ", "", false},
                      {" b", "", true},     {" b", "w", false},   {"x\n", "", false},    {"中，", "", false},
                      {"，中", "", true},   {"，中", "w", false}, {"<a b>", "s", false}, {"1 2", "", true},
                      {"1 2", "n", false}};
  for (const Row& row : rows) {
    CHECK_EQUAL(last_seam_with(byte_level(), added_token(300, row.content, row.flags)) != 0, row.has_seams);
  }
}

// A long text of what `alphabet` has, with seams in it.
std::string long_text(std::uint64_t seed, std::size_t bytes) {
  Draws draws(seed);
  const std::string_view words[] = {"hello", " world", " hell", "\n", "or",   " ", "  ",
                                    "!",     "中文",   "，",    "中", "。\n", "1", "'s"};
  std::string text;
  while (text.size() < bytes) text += words[draws.below(std::size(words))];
  return text;
}

TEST("a long text has the ids of its parts, on any number of threads and with any limit") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  const std::string text = long_text(7, 400'000);
  std::string pieces;
  IdList expected;
  for (const std::string_view part : parts_at_seams(text, 1000)) {
    for (const TokenId id : ids_of(*tokenizer.value(), part)) expected.push_back(id);
  }
  CHECK(ids_of(*tokenizer.value(), text) == expected);
  for (const unsigned threads : {1U, 3U, 0U}) {
    EncodedBatch batch;
    std::vector<std::size_t> counts;
    const std::vector<std::string_view> texts = {"hello", text, "world"};
    REQUIRE_OK(tokenizer.value()->encode_batch(texts, kPlain, threads, nullptr, batch));
    REQUIRE_OK(tokenizer.value()->count_batch(texts, kPlain, threads, nullptr, counts));
    const IdList ids = batch.ids();
    CHECK(std::equal(expected.begin(), expected.end(), ids.begin() + static_cast<std::ptrdiff_t>(batch.begins[1])));
    CHECK_EQUAL(batch.begins[2] - batch.begins[1], expected.size());
    CHECK_EQUAL(counts[1], expected.size());
  }
}

TEST("counting stops early above a limit, and is exact up to it") {
  for (const bool seams : {true, false}) {
    TinyJson parts = byte_level();
    if (!seams) parts.normalizer = R"({"type":"NFKC"})";
    const auto tokenizer = parse_tiny(parts);
    REQUIRE_OK(tokenizer);
    const std::string text = long_text(8, 2'000'000);
    const std::size_t all = tokenizer.value()->count(text, kPlain).value();
    const auto some = tokenizer.value()->count(text, kPlain, 1000);
    REQUIRE_OK(some);
    CHECK(some.value() > 1000 && some.value() < all / 4);
    CHECK_EQUAL(tokenizer.value()->count(text, kPlain, all).value(), all);
    CHECK(tokenizer.value()->count(text, kPlain, all - 1).value() >= all);
    CHECK(tokenizer.value()->count(text, kPlain, 0).value() > 0);
  }
}

}  // namespace
}  // namespace tg::test
