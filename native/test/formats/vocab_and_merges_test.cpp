// GPT-2's two files.
#include "check.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/formats/formats.h"

namespace tg::test {
namespace {

const std::string kVocabulary = R"({"a": 0, "b": 1, "ab": 2, "abb": 3})";

Result<TokenizerSpec> read(const std::string& vocabulary, const std::string& merges, const std::string& outline = "") {
  OpenOptions options{.format = TokenizerFormat::vocab_and_merges};
  options.merges = merges;
  options.outline = outline;
  return read_spec(vocabulary, "vocab.json", options);
}

TEST("tokens and merges become a BPE model, stages come from the outline") {
  const auto spec = read(kVocabulary, "#version: 0.2\na b\r\nab b\n",
                         R"({"decoder": {"type": "ByteLevel"}, "model": {"unk_token": "a"}, "added_tokens": []})");
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec->model.type, "BPE");
  CHECK_EQUAL(spec->model.merges.size(), std::size_t{2});
  CHECK_EQUAL(spec->model.merges[1].left, TokenId{2});
  CHECK_EQUAL(spec->model.merges[1].result, TokenId{3});
  CHECK_EQUAL(spec->model.options["unk_token"].string(), "a");
  CHECK_EQUAL(spec->decoder.options["type"].string(), "ByteLevel");
}

TEST("files that lie are refused with the line") {
  struct Lie {
    std::string vocabulary;
    std::string merges;
    const char* reason;
  };
  const Lie lies[] = {
      {kVocabulary, "a b\nab\n", "merges.txt: line 2: expected two tokens separated by one space, found \"ab\""},
      {kVocabulary, "a b b\n", "merges.txt: line 1: expected two tokens"},
      {kVocabulary, "a b\n\nab b\n", "merges.txt: line 2: expected two tokens"},
      {kVocabulary, "b a\n", "merges.txt: line 1: \"ba\" is not in the vocabulary"},
      {kVocabulary, "x b\n", "merges.txt: line 1: \"x\" is not in the vocabulary"},
      {R"({"a": 0, "b": 0})", "", "\"a\" and \"b\" have the same id, 0"},
      {R"({"a": 0, "a": 1})", "", "\"a\" appears twice"},
      {R"({"a": -1})", "", "(\"a\")"},
      {R"({"a": 0, "b": "c"})", "", "(\"b\")"},
      {R"({"a": 2000000000})", "", "far beyond the 1 tokens"},
      {R"({"a": 0} x)", "", "expected the end of the document"},
      {R"({"model": {}, "added_tokens": []})", "", "vocab.json: expected a vocab.json, found a tokenizer.json"},
      {"", "", "vocab.json: expected a vocab.json, found an empty file"},
  };
  for (const Lie& lie : lies) {
    const std::string message = read(lie.vocabulary, lie.merges).status().message();
    if (message.find(lie.reason) == std::string::npos) CHECK_EQUAL(message, lie.reason);
  }
}

TEST("the merges are read from their own path") {
  OpenOptions options{.format = TokenizerFormat::vocab_and_merges};
  options.merges_path = "/nowhere/merges.txt";
  CHECK(!Tokenizer::open("/nowhere/vocab.json", options).ok());
}

}  // namespace
}  // namespace tg::test
