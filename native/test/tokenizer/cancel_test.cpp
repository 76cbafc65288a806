// A raised flag ends long work in the middle of a text. Each loop is given one that is raised from the beginning, and
// must leave long before its end; nothing here looks at a clock.
#include "base/cancelled.h"
#include "check.h"
#include "text/normal_forms.h"
#include "text/split_pattern.h"
#include "text/utf8.h"
#include "tokenizer/bpe/merging.h"
#include "tokenizer/content_matcher.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

const std::atomic<bool> kRaised{true};

std::string many(std::string_view part, std::size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

std::string name_of_outcome(const Status& status) {
  return status.ok() ? "done" : status.message();
}

const std::string kLetters = R"({"?":0,"a":1,"b":2})";
const std::string kUnigram = R"({"type":"Unigram","unk_id":0,"vocab":[["?",0],["a",-1],["b",-1]]})";
const std::string kWordPiece = R"({"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"",)"
                               R"("max_input_chars_per_word":4000000000,"vocab":)" +
                               kLetters + "}";
const std::string kBpe = R"({"type":"BPE","unk_token":"?","vocab":)" + kLetters + R"(,"merges":[]})";

struct Row {
  const char* what;
  std::string model;
  std::string stage;
};

const Row kPipelines[] = {
    {"BPE", kBpe, ""},
    {"BPE in small pieces", kBpe, R"(,"pre_tokenizer":{"type":"FixedLength","length":1})"},
    {"Unigram", kUnigram, ""},
    {"Unigram in small pieces", kUnigram, R"(,"pre_tokenizer":{"type":"FixedLength","length":1})"},
    {"WordPiece", kWordPiece, ""},
    {"Lowercase", kBpe, R"(,"normalizer":{"type":"Lowercase"})"},
    {"Replace", kBpe, R"(,"normalizer":{"type":"Replace","pattern":{"String":"a"},"content":"bb"})"},
    {"Punctuation", kBpe, R"(,"pre_tokenizer":{"type":"Punctuation","behavior":"Isolated"})"},
};

TEST("a raised flag ends encoding, counting and encoding with places inside one text") {
  const std::string text = many("aB", 100'000);
  for (const Row& row : kPipelines) {
    const auto tokenizer = Tokenizer::parse(R"({"model":)" + row.model + row.stage + "}", "tiny.json",
                                            {TokenizerFormat::tokenizer_json, {}, {}});
    REQUIRE_OK(tokenizer);
    const CancelWatch watch(&kRaised);
    IdList ids;
    CHECK_EQUAL(name_of_outcome(tokenizer.value()->encode(text, kPlain, ids)), "cancelled");
    CHECK_EQUAL(name_of_outcome(tokenizer.value()->count(text, kPlain).status()), "cancelled");
    CHECK_EQUAL(name_of_outcome(tokenizer.value()->encoding(text, std::nullopt, kPlain, &kRaised).status()),
                "cancelled");
    CHECK(ids.size() < 10'000);
  }
}

TEST("a batch with a raised flag fails as a whole, and leaves its thread without a watch") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  const std::string text = many("hello ", 10'000);
  const std::string_view only = text;
  EncodedBatch batch;
  const Status status = tokenizer.value()->encode_batch({&only, 1}, kPlain, 1, &kRaised, batch);
  CHECK_EQUAL(name_of_outcome(status), "the batch was cancelled");
  CHECK(!is_cancelled());
}

TEST("the merge loop of a long piece leaves early") {
  PairTable pairs;
  pairs.set(0, 0, {0, 1});
  const auto merged_size = [&pairs] {
    std::vector<Symbol> symbols(100'000, Symbol{0, 1});
    MergeScratch scratch;
    return merge_symbols(pairs, symbols, scratch);
  };
  CHECK_EQUAL(merged_size(), 50'000U);
  const CancelWatch watch(&kRaised);
  CHECK(merged_size() > 90'000U);
}

TEST("a general pattern leaves early") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const auto pattern = compile_pattern("[ab]", "x");
  REQUIRE_OK(pattern);
  const CancelWatch watch(&kRaised);
  std::vector<Span> matches;
  CHECK(!pattern.value()->find_matches(many("ab", 100'000), matches).ok());
  CHECK(matches.empty());
}

TEST("the search for added tokens leaves early") {
  const std::string_view content = "ab";
  const ContentMatcher matcher({&content, 1});
  const std::string text = many("ab", 100'000);
  std::vector<ContentMatch> matches;
  matcher.find(text, matches);
  CHECK_EQUAL(matches.size(), 100'000U);
  const CancelWatch watch(&kRaised);
  matcher.find(text, matches);
  CHECK(matches.size() < 10'000);
}

TEST("normalizing leaves early, with text that is still UTF-8") {
  AlignedText text{many("e\u0301 ", 100'000), {}};
  const CancelWatch watch(&kRaised);
  normalize(NormalForm::nfc, text, false);
  CHECK(text.bytes.size() < 50'000);
  CHECK(is_valid_utf8(text.bytes));
}

TEST("a watch ends with its scope, and an inner one gives way to the outer") {
  const std::atomic<bool> lowered{false};
  const CancelWatch outer(&kRaised);
  {
    const CancelWatch inner(&lowered);
    CHECK(!is_cancelled());
  }
  CHECK(is_cancelled());
}

}  // namespace
}  // namespace tg::test
