// Batches on a device: the processor's table, whose source the devices share, against the tokenizer's own way; and the
// device's against that, where there is one.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bulk/cutting.h"
#include "check.h"
#include "text/random_text.h"
#include "tokengraft/device.h"
#include "tokenizer/bpe/random_bpe.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/seams.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// ---- tokenizers, one a pattern that has a scanner -------------------------------------------------------------------

std::string split(std::string_view source) {
  return R"({"type":"Split","pattern":{"Regex":)" + json_quote(source) + R"(},"behavior":"Isolated","invert":false},)";
}

std::string pre_tokenizer_of(const std::vector<std::string>& sources) {
  std::string stages;
  for (const std::string& source : sources) stages += split(source);
  return R"({"type":"Sequence","pretokenizers":[)" + stages +
         R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]})";
}

std::vector<std::vector<std::string>> all_patterns() {
  return {
#define TG_PATTERN(id, factory, source) {source},
#define TG_PATTERN_SEQUENCE(id, factory, first, second, third) {first, second, third},
#include "text/patterns/patterns.def"
  };
}

// Trained on random text, so that most of its pieces are merged and some are tokens.
TinyJson trained(unsigned seed) {
  RandomText random(seed);
  Draws draws(seed);
  std::vector<std::string> words;
  for (int i = 0; i < 60; ++i) words.push_back(random.next());
  words.insert(words.end(), {" the", " and", "ing", " of", "tion", " word", "don't", "    ", "\n\n", "return", "中文"});
  const RandomBpe bpe = train_bpe(draws, words, byte_units(), true, 400);
  TinyJson parts;
  for (const std::string& token : bpe.tokens) parts.tokens.push_back(to_stand_ins(token));
  for (const Merge& merge : bpe.merges) parts.merges.emplace_back(parts.tokens[merge.left], parts.tokens[merge.right]);
  return parts;
}

std::vector<std::shared_ptr<const Tokenizer>> all_tokenizers(unsigned seed) {
  std::vector<std::shared_ptr<const Tokenizer>> tokenizers;
  TinyJson parts = trained(seed);
  for (const auto& sources : all_patterns()) {
    parts.pre_tokenizer = pre_tokenizer_of(sources);
    parts.model_options = tokenizers.size() % 2 == 0 ? R"("ignore_merges":true,)" : "";
    tokenizers.push_back(parse_tiny(parts).value());
  }
  return tokenizers;
}

// ---- what is compared -----------------------------------------------------------------------------------------------

using Texts = std::vector<std::string>;

std::vector<std::string_view> views_of(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

// Says what differs, if anything does.
void check_batch(const Backend& device, const Tokenizer& tokenizer, const Texts& texts, const std::string& what,
                 EncodeOptions options = kPlain) {
  const auto views = views_of(texts);
  EncodedBatch expected;
  EncodedBatch found;
  std::vector<std::size_t> counts;
  REQUIRE_OK(tokenizer.encode_batch(views, options, 1, nullptr, expected));
  REQUIRE_OK(tokenizer.encode_batch_on(device, views, options, 2, nullptr, found));
  REQUIRE_OK(tokenizer.count_batch_on(device, views, options, 2, nullptr, counts));
  const bool same = found.ids() == expected.ids() && found.begins == expected.begins;
  if (!same) fail(__FILE__, __LINE__, what + ": other ids than on the processor");
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK_EQUAL(counts[i], expected.begins[i + 1] - expected.begins[i]);
}

// What the project's benchmarks run on, where it is beside the clone.
Texts shared_texts() {
  const auto folder = std::filesystem::path(__FILE__).parent_path() / "../../../../shared/texts";
  Texts texts;
  for (const char* name : {"chat.jsonl", "cjk.txt", "english.txt", "markdown.md", "scripts.txt"}) {
    std::ifstream file(folder / name, std::ios::binary);
    constexpr std::size_t kBytes = 60'000;
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!text.empty()) texts.emplace_back(first_part(text, kBytes));
  }
  return texts;
}

const Backend* cuda() {
#ifdef TG_CUDA_LIBRARY
  const auto device = load_device(TG_CUDA_LIBRARY);
  if (device.ok()) return device.value();
  skip(device.status().message());
#else
  skip("built without CUDA");
#endif
  return nullptr;
}

// Sections of all sizes, so that everything stands at every place of a stretch and of a word of marks.
Texts random_texts(unsigned seed) {
  RandomText random(seed);
  Texts texts;
  for (int i = 0; i < 400; ++i) {
    texts.push_back(random.next());
    if (i % 10 == 0) texts.back() += random.next() + " " + random.next() + "\n" + random.next();
  }
  for (std::size_t shift = 0; shift < 130; ++shift)
    texts.push_back(std::string(shift, 'x') + " word's end\n\n" + texts[shift]);
  texts.insert(texts.end(), {"", "a", " ", "\n", "'", std::string(300, 'a'), std::string(5000, ' ') + "x"});
  return texts;
}

// A batch that ends anywhere in a word of marks, in pieces that a device does itself.
void check_ends(const Backend& device, const Tokenizer& tokenizer) {
  for (std::size_t size = 1; size <= 70; ++size) {
    std::string text;
    while (text.size() < size) text += "the end, ";
    check_batch(device, tokenizer, {text.substr(0, size)}, std::to_string(size) + " bytes, " + tokenizer.describe());
  }
}

void check_everything(const Backend& device, unsigned seed) {
  const Texts random = random_texts(seed);
  const Texts shared = shared_texts();
  for (const auto& tokenizer : all_tokenizers(seed)) {
    check_batch(device, *tokenizer, random, "seed " + std::to_string(seed) + ", " + tokenizer->describe());
    check_batch(device, *tokenizer, shared, "shared texts, " + tokenizer->describe());
    check_ends(device, *tokenizer);
  }
}

// ---- the tests ------------------------------------------------------------------------------------------------------

template <class Pieces>
void check_borders(const std::string& text, unsigned seed) {
  const bulk::BulkText bulk{text.data(), text.size(), {unicode::kClassBlockIndex, unicode::kClassBlocks}};
  std::vector<bool> begins(text.size() + 1);
  for (std::size_t at = 0; at < text.size(); at = Pieces::piece_end(bulk, at)) begins[at] = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = Pieces::piece_end(std::string_view(text), at);
    CHECK(begins[at]);
    at = end;
  }
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (!bulk::begins_character(bulk, at) || !bulk::is_border(bulk, at) || begins[at]) continue;
    fail(__FILE__, __LINE__,
         "seed " + std::to_string(seed) + ", " + std::string(Pieces::kName) + ": no piece begins at " +
             std::to_string(at) + " of " + json_quote(text));
  }
}

TEST("at a border a piece of every scheme begins, and tables elsewhere make no difference") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    RandomText random(seed);
    for (int i = 0; i < 200; ++i) {
      const std::string text = random.next();
#define TG_SCHEME(name, Pieces) check_borders<scan::Pieces>(text, seed);
#include "text/patterns/schemes.def"
#undef TG_SCHEME
    }
  }
}

TEST("a batch by the steps of a device has the ids of a batch") {
  for (unsigned seed = 1; seed <= 3; ++seed) check_everything(processor(), seed);
  if (shared_texts().empty()) skip("only random texts: ../shared/texts is not there");
}

TEST("a batch on the device has the ids of a batch") {
  const Backend* const device = cuda();
  if (device == nullptr) return;
  for (unsigned seed = 1; seed <= 3; ++seed) check_everything(*device, seed);
}

TEST("added tokens, normalizers and templates are the same on a device") {
  TinyJson parts = byte_level();
  parts.normalizer = R"({"type":"NFC"})";
  parts.added = "[" + added_token(300, "<s>", "s") + "," + added_token(301, "stop", "wlr") + "," +
                added_token(302, "h\u00E9", "n") + "]";
  parts.post_processor =
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],)"
      R"("pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],)"
      R"("special_tokens":{"<s>":{"id":"<s>","ids":[300],"tokens":["<s>"]}}})";
  const auto tokenizer = parse_tiny(parts).value();
  const Texts texts = {"hello<s>world", "<s>", "", "a stop b", "stopped stop", "he\u0301llo h\u00E9llo", "<s><s> <s>x"};
  for (const SpecialPolicy special : {SpecialPolicy::match, SpecialPolicy::literal}) {
    check_batch(processor(), *tokenizer, texts, "framed", {true, special});
    check_batch(processor(), *tokenizer, texts, "plain", {false, special});
  }
}

TEST("the first text that fails decides the error on a device, too") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(300, "<s>", "s") + "]";
  const auto tokenizer = parse_tiny(parts).value();
  EncodedBatch batch;
  const auto message = [&](const Texts& texts) {
    const Status here = tokenizer->encode_batch(views_of(texts), {false, SpecialPolicy::refuse}, 1, nullptr, batch);
    const Status there =
        tokenizer->encode_batch_on(processor(), views_of(texts), {false, SpecialPolicy::refuse}, 1, nullptr, batch);
    CHECK_EQUAL(there.message(), here.message());
    CHECK(there.code() == here.code());
    return there.message();
  };
  CHECK(message({"fine", "a <s>", "\xFF"}).starts_with("text 1: "));
  CHECK(message({"fine", "\xFF", "a <s>"}).starts_with("text 1: "));
}

TEST("what a device cannot run is refused by the name of the stage") {
  EncodedBatch batch;
  const auto refusal = [&](const TinyJson& parts) {
    const Status status = parse_tiny(parts).value()->encode_batch_on(processor(), {}, kPlain, 1, nullptr, batch);
    CHECK(status.code() == Code::unsupported);
    return status.message();
  };
  CHECK(refusal(byte_fallback()).find("model") != std::string::npos);
  for (const char* stage : {R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})",
                            R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},)"
                            R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]})",
                            R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false})"}) {
    TinyJson parts = byte_level();
    parts.pre_tokenizer = stage;
    CHECK(refusal(parts).find("pre-tokenizer") != std::string::npos);
  }
}

TEST("a batch on a device can be cancelled") {
  const std::atomic<bool> cancelled = true;
  EncodedBatch batch;
  const Texts texts = {"hello"};
  const Status status =
      parse_tiny(byte_level()).value()->encode_batch_on(processor(), views_of(texts), kPlain, 1, &cancelled, batch);
  CHECK(status.code() == Code::limit);
}

}  // namespace
}  // namespace tg::test
