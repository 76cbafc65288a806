// A raised flag ends long work in the middle of a text. Each loop is given one that is raised from the beginning, and
// must leave long before its end; nothing here looks at a clock.
#include "base/cancelled.h"
#include "base/find_bytes.h"
#include "base/json.h"
#include "check.h"
#include "text/normal_forms.h"
#include "text/split_pattern.h"
#include "text/utf8.h"
#include "tokenizer/bpe/merging.h"
#include "tokenizer/content_matcher.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
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

const char* const kNormalizers[] = {
    R"({"type":"Lowercase"})",
    R"({"type":"NFC"})",
    R"({"type":"NFKC"})",
    R"({"type":"Nmt"})",
    R"({"type":"StripAccents"})",
    R"({"type":"ByteLevel"})",
    R"({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"lowercase":true})",
    R"({"type":"Replace","pattern":{"String":" "},"content":"__"})",
    R"({"type":"Replace","pattern":{"String":"aB"},"content":"c"})",
    R"({"type":"Replace","pattern":{"Regex":" {2,}"},"content":"_"})",
};

// What is left when the stage is done, or nothing when it says that it was cancelled.
std::size_t normalized_size(const Normalizer& normalizer, const std::string& bytes, bool track) {
  AlignedText text{bytes, {}};
  for (std::uint32_t i = 0; track && i < bytes.size(); ++i) text.origins.push_back({i, i + 1});
  text.limit = bytes.size() * 4;
  return normalizer.normalize(text, track).ok() ? text.bytes.size() : 0;
}

// Long enough for a stage that looks at the flag once in so many blocks.
TEST("each normalizer leaves early") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const std::string text = many("aB  e\u0301 cdefgh, and some more of this text\n", 50'000);
  for (const char* const json : kNormalizers) {
    json::Reader reader(json, "test");
    const auto options = reader.read_value();
    REQUIRE_OK(options);
    const auto normalizer = make_normalizer({options.value(), "normalizer"});
    REQUIRE_OK(normalizer);
    for (const bool track : {false, true}) {
      CHECK(normalized_size(*normalizer.value(), text, track) > text.size() / 2);
      const CancelWatch watch(&kRaised);
      if (normalized_size(*normalizer.value(), text, track) <= text.size() / 2) continue;
      fail(__FILE__, __LINE__, std::string(json) + (track ? " with places" : "") + " went on");
    }
  }
}

const char* const kPreTokenizers[] = {
    R"({"type":"BertPreTokenizer"})",
    R"({"type":"Whitespace"})",
    R"({"type":"WhitespaceSplit"})",
    R"({"type":"Digits","individual_digits":true})",
    R"({"type":"Punctuation"})",
    R"({"type":"UnicodeScripts"})",
    R"({"type":"FixedLength","length":3})",
    R"({"type":"CharDelimiterSplit","delimiter":" "})",
    R"({"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":true})",
    R"({"type":"ByteLevel","add_prefix_space":true,"use_regex":true})",
    R"({"type":"Split","pattern":{"String":", "},"behavior":"Removed","invert":false})",
};

std::size_t pieces_in(const PreTokenizer& cutter, std::string_view text) {
  CutText cut;
  cut.begin({text, {}});
  return cutter.cut(cut).ok() ? cut.pieces.size() : 0;
}

TEST("each pre-tokenizer leaves early") {
  const std::string text = many("one 22, \u4e2dabcdef ghijkl ", 60'000);
  for (const char* const json : kPreTokenizers) {
    json::Reader reader(json, "test");
    const auto options = reader.read_value();
    REQUIRE_OK(options);
    const auto cutter = make_pre_tokenizer({options.value(), "pre_tokenizer"});
    REQUIRE_OK(cutter);
    const std::size_t all = pieces_in(*cutter.value(), text);
    CHECK(all > 60'000);
    const CancelWatch watch(&kRaised);
    if (pieces_in(*cutter.value(), text) > all / 2) fail(__FILE__, __LINE__, std::string(json) + " went on");
  }
}

TEST("each scanner of a known pattern leaves early") {
  const std::string text = many("some words, 123 and more of them; ", 40'000);
  for (const char* const name : {"gpt2", "cl100k_base", "o200k_base", "qwen2", "llama3"}) {
    const auto source = named_pattern(name);
    REQUIRE_OK(source);
    for (const scan::Lanes lanes : {scan::Lanes::one, scan::Lanes::widest}) {
      const auto pattern = compile_pattern(source.value(), "x", lanes);
      REQUIRE_OK(pattern);
      const CancelWatch watch(&kRaised);
      std::vector<Span> matches;
      CHECK(pattern.value()->find_matches(text, matches).ok());
      CHECK(matches.size() < 200'000);
    }
  }
}

TEST("the search for a string leaves a long text early, and finds across its blocks what stands there") {
  std::string text = many("a", 300'000);
  CHECK_EQUAL(find_bytes(text, "ab"), text.npos);
  text.replace(65'535, 2, "ab");
  text += "ab";
  CHECK_EQUAL(find_bytes(text, "ab"), 65'535U);
  CHECK_EQUAL(find_bytes(text, "ab", 65'536), 300'000U);
  const CancelWatch watch(&kRaised);
  CHECK_EQUAL(find_bytes(text, "ab", 65'536), text.npos);
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
