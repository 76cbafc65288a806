#include <string>
#include <string_view>

#include "check.h"
#include "tokenizer/formats/formats.h"

namespace tg {
static std::ostream& operator<<(std::ostream& out, const Merge& merge) {
  return out << "(" << merge.left << " " << merge.right << " → " << merge.result << ")";
}
static bool operator==(const Merge& a, const Merge& b) {
  return a.left == b.left && a.right == b.right && a.result == b.result;
}
}  // namespace tg

namespace {

using tg::Code;
using tg::Result;
using tg::TokenizerSpec;

Result<TokenizerSpec> read(std::string_view text) {
  return tg::read_spec(text, "t.json",
                       {.format = tg::TokenizerFormat::tokenizer_json, .pattern = "", .special_tokens = {}});
}

std::string refusal(std::string_view text) {
  return read(text).status().message();
}

// A model of four tokens with `members` before its vocabulary.
std::string model(const std::string& members, const std::string& merges) {
  return R"({"model": {)" + members + R"("vocab": {"a": 0, "b": 1, "ab": 2, "abb": 3}, "merges": )" + merges + "}}";
}

std::string with_vocabulary(const std::string& vocabulary) {
  return R"({"model": {"type": "BPE", "vocab": )" + vocabulary + R"(, "merges": []}})";
}

std::string with_added(const std::string& tokens) {
  return R"({"added_tokens": )" + tokens + R"(, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}})";
}

std::string added(const std::string& id, const std::string& content) {
  return R"({"id": )" + id + R"(, "content": )" + content +
         R"(, "single_word": false, "lstrip": true, "rstrip": false, "normalized": false, "special": true})";
}

}  // namespace

TEST("a file becomes a spec: stages kept with their places, tokens and merges in the file's order") {
  const auto spec = read(R"({
    "version": "1.0",
    "truncation": {"max_length": 8}, "padding": null,
    "added_tokens": [)" + added("4", R"("<|end|>")") +
                         R"(],
    "normalizer": {"type": "NFC"},
    "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
    "post_processor": null,
    "decoder": {"type": "ByteLevel"},
    "model": {"type": "BPE", "dropout": null, "unk_token": "a",
              "vocab": {"b": 1, "a": 0, "ab": 2, "abb": 3}, "merges": ["a b", "ab b"]},
    "someone's own member": [1, 2]
  })");
  REQUIRE_OK(spec);
  const TokenizerSpec& value = spec.value();
  CHECK_EQUAL(value.name, "t.json");
  CHECK_EQUAL(value.normalizer.options["type"].string(), "NFC");
  CHECK_EQUAL(value.normalizer.where, "t.json: normalizer");
  CHECK(!value.pre_tokenizer.options["add_prefix_space"].boolean());
  CHECK_EQUAL(value.pre_tokenizer.where, "t.json: pre_tokenizer");
  CHECK(value.post_processor.options.is_null());
  CHECK_EQUAL(value.decoder.where, "t.json: decoder");
  CHECK_EQUAL(value.model.type, "BPE");
  CHECK_EQUAL(value.model.where, "t.json: model");
  CHECK_EQUAL(value.model.options["unk_token"].string(), "a");
  CHECK(value.model.options["dropout"].is_null());
  CHECK(value.model.options["vocab"].is_null());
  CHECK(value.model.alphabet == tg::TokenAlphabet::characters);
  CHECK(value.model.merge_rule == tg::MergeRule::listed);
  CHECK_EQUAL(value.model.vocabulary.size(), 4U);
  CHECK_EQUAL(value.model.vocabulary[1], "b");
  CHECK_EQUAL(value.model.vocabulary.find("b"), 1U);
  CHECK_EQUAL(value.model.merges, (tg::Merges{{0, 1, 2}, {2, 1, 3}}));
  CHECK_EQUAL(value.added_tokens.size(), 1U);
  CHECK_EQUAL(value.added_tokens[0].content, "<|end|>");
  CHECK_EQUAL(value.added_tokens[0].id, 4U);
  CHECK(value.added_tokens[0].special && value.added_tokens[0].lstrip);
  CHECK(!value.added_tokens[0].rstrip && !value.added_tokens[0].normalized && !value.added_tokens[0].single_word);
}

TEST("merges are strings or pairs, and pairs may hold spaces") {
  const auto strings = read(model("", R"(["#version: 0.2", "a b", "ab b"])"));
  const auto pairs = read(model("", R"([["a", "b"], ["ab", "b"]])"));
  REQUIRE_OK(strings);
  REQUIRE_OK(pairs);
  CHECK_EQUAL(strings.value().model.merges, (tg::Merges{{0, 1, 2}, {2, 1, 3}}));
  CHECK_EQUAL(pairs.value().model.merges, strings.value().model.merges);
  const auto spaces = read(R"({"model": {"vocab": {" ": 0, "a b": 1, " a b": 2}, "merges": [[" ", "a b"]]}})");
  REQUIRE_OK(spaces);
  CHECK_EQUAL(spaces.value().model.merges, (tg::Merges{{0, 1, 2}}));
}

TEST("the members of a model may come in any order") {
  const auto spec = read(R"({"model": {"merges": ["a ##b"], "vocab": {"ab": 7, "##b": 5, "a": 3},
                             "continuing_subword_prefix": "##", "type": "BPE"}, "added_tokens": []})");
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().model.merges, (tg::Merges{{3, 5, 7}}));
}

TEST("merges need not stand in the order of their results") {
  const auto spec = read(model("", R"(["ab b", "a b"])"));
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().model.merges, (tg::Merges{{2, 1, 3}, {0, 1, 2}}));
}

TEST("an end-of-word suffix belongs to the strings and needs no care") {
  const auto spec = read(R"({"model": {"end_of_word_suffix": "</w>", "vocab": {"a": 0, "b</w>": 1, "ab</w>": 2},
                             "merges": ["a b</w>"]}})");
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().model.merges, (tg::Merges{{0, 1, 2}}));
}

TEST("an old file without model.type is told by its other members") {
  const std::pair<std::string, const char*> files[] = {
      {model("", "[]"), "BPE"},
      {R"({"model": {"vocab": {"a": 0}, "unk_token": "a", "max_input_chars_per_word": 100}})", "WordPiece"},
      {R"({"model": {"vocab": [["a", -1.5]], "unk_id": 0}})", "Unigram"},
      {R"({"model": {"vocab": {"a": 0}, "unk_token": "a"}})", "WordLevel"},
  };
  for (const auto& [text, type] : files) {
    const auto spec = read(text);
    REQUIRE_OK(spec);
    CHECK_EQUAL(spec.value().model.type, type);
  }
}

TEST("a vocabulary with scores has its places as ids") {
  const auto spec = read(R"({"model": {"type": "Unigram", "vocab": [["<unk>", 0], ["a", -1.5]]}})");
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().model.vocabulary[1], "a");
  CHECK_EQUAL(spec.value().model.scores, (std::vector<double>{0, -1.5}));
}

TEST("a model that contradicts its kind is refused") {
  const std::pair<const char*, const char*> files[] = {
      {R"({"model": {"type": "Invented"}})", "model.type \"Invented\" is not supported; supported: \"BPE\""},
      {R"({"model": {"type": "Unigram", "vocab": {"a": 0}}})", "model.vocab: expected a list"},
      {R"({"model": {"type": "WordLevel", "vocab": [["a", 0]]}})", "model.vocab: expected an object"},
      {R"({"model": {"type": "WordPiece"}})", "model.vocab is missing"},
      {R"({"model": {"type": "Unigram", "vocab": [["a"]]}})", "(model.vocab[0])"},
      {R"({"model": {"type": "Unigram", "vocab": [["a", 0, 1]]}})", "(model.vocab[0])"},
      {R"({"model": {"type": "Unigram", "vocab": [["a", 0], ["a", 1]]}})", "\"a\" appears twice"},
  };
  for (const auto& [text, reason] : files) {
    if (refusal(text).find(reason) == std::string::npos) CHECK_EQUAL(refusal(text), reason);
  }
}

TEST("added tokens may be in the vocabulary under their id or beyond it") {
  const auto spec = read(with_added("[" + added("1", R"("b")") + "," + added("9", R"("new")") + "]"));
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().added_tokens[0].id, 1U);
  CHECK_EQUAL(spec.value().added_tokens[1].id, 9U);
}

TEST("an added token without content is passed over, as the reference does") {
  const auto spec = read(with_added("[" + added("5", R"("")") + "," + added("6", R"("x")") + "]"));
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec.value().added_tokens.size(), 1U);
  CHECK_EQUAL(spec.value().added_tokens[0].id, 6U);
}

TEST("a vocabulary that lies is refused, each for its lie") {
  const std::pair<const char*, const char*> lies[] = {
      {R"({"a": 0, "b": 1, "a": 2})", "t.json: model.vocab: \"a\" appears twice, with the ids 0 and 2"},
      {R"({"a": 0, "a": 0})", "t.json: model.vocab: \"a\" appears twice, with the id 0"},
      {R"({"a": 0, "b": 1, "c": 1})", "t.json: model.vocab: \"b\" and \"c\" have the same id, 1"},
      {R"({"a": 0, "b": 30000000})", "\"b\" has the id 30000000, far beyond the 2 tokens there are"},
      {R"({"a": 1.5})", "expected an integer from 0 to 2147483647, found 1.5 (model.vocab[\"a\"])"},
      {R"({"a": -1})", "found -1 (model.vocab[\"a\"])"},
      {R"({"a": 2147483648})", "found 2147483648 (model.vocab[\"a\"])"},
      {R"({"a": 1e1})", "found 1e1 (model.vocab[\"a\"])"},
      {R"({"a": "0"})", "expected a number, found '\"' (model.vocab[\"a\"])"},
      {R"({"a": null})", "expected a number, found 'n' (model.vocab[\"a\"])"},
      {R"([["a", 0]])", "t.json: model.vocab: expected an object, found a list"},
      {R"("a")", "expected an object, found '\"' (model.vocab)"},
      {R"({"a": 0,})", "expected a key in double quotes, found '}'"},
  };
  for (const auto& [vocabulary, reason] : lies) {
    const auto spec = read(with_vocabulary(vocabulary));
    CHECK(spec.status().code() == Code::bad_file);
    if (spec.status().message().find(reason) == std::string::npos) CHECK_EQUAL(spec.status().message(), reason);
  }
}

TEST("merges that lie are refused by number and name") {
  const std::pair<const char*, const char*> lies[] = {
      {R"(["a b", "a x"])", "t.json: model.merges[1]: merges \"a\" and \"x\", but \"x\" is not in model.vocab"},
      {R"(["y b"])", "t.json: model.merges[0]: merges \"y\" and \"b\", but \"y\" is not in model.vocab"},
      {R"(["b a"])", "t.json: model.merges[0]: merges \"b\" and \"a\", but \"ba\" is not in model.vocab"},
      {R"([["a", "a"]])", "merges \"a\" and \"a\", but \"aa\" is not in model.vocab"},
      {R"(["ab"])", "t.json: model.merges[0]: expected two tokens separated by one space, found \"ab\""},
      {R"(["a  b"])", "expected two tokens separated by one space, found \"a  b\""},
      {R"(["a b "])", "expected two tokens separated by one space"},
      {R"([""])", "expected two tokens separated by one space, found \"\""},
      {R"([["a"]])", "t.json: model.merges[0]: expected two tokens, found 1"},
      {R"([[]])", "expected two tokens, found 0"},
      {R"([["a", "b", "b"]])", "t.json: model.merges[0]: expected two tokens, found more"},
      {R"([["a", 1]])", "expected a string, found '1' (model.merges[0])"},
      {R"([7])", "expected a string, found '7' (model.merges[0])"},
      {R"({})", "expected an array, found '{'"},
      {R"(null)", "expected an array, found 'n'"},
  };
  for (const auto& [merges, reason] : lies) {
    const auto spec = read(model("", merges));
    CHECK(spec.status().code() == Code::bad_file);
    if (spec.status().message().find(reason) == std::string::npos) CHECK_EQUAL(spec.status().message(), reason);
  }
}

TEST("a merge's right part is as long as the prefix that is cut from it") {
  const std::string text = model(R"("continuing_subword_prefix": "##", )", R"(["a b"])");
  CHECK_EQUAL(refusal(text), "t.json: model.merges[0]: \"b\" does not begin with the prefix \"##\"");
  CHECK_EQUAL(refusal(model(R"("continuing_subword_prefix": 1, )", "[]")),
              "t.json: model.continuing_subword_prefix: expected a string or null");
}

TEST("added tokens that lie are refused by number, content and id") {
  const std::pair<std::string, const char*> lies[] = {
      {"[" + added("0", R"("b")") + "]", "t.json: added_tokens: \"b\" has the id 0, but the vocabulary gives it 1"},
      {"[" + added("1", R"("x")") + "]",
       "t.json: added_tokens: \"x\" has the id 1, but the vocabulary gives that id to \"b\""},
      {"[" + added("5", R"("x")") + "," + added("5", R"("y")") + "]", "\"x\" and \"y\" have the same id, 5"},
      {"[" + added("5", R"("x")") + "," + added("6", R"("x")") + "]", "\"x\" appears twice, with the ids 5 and 6"},
      {"[" + added("2000000000", R"("x")") + "]", "\"x\" has the id 2000000000, far beyond the 3 tokens there are"},
      {"[" + added("-1", R"("x")") + "]", "t.json: added_tokens[0].id: expected an integer from 0 to 2147483647"},
      {"[" + added("1.5", R"("x")") + "]", "added_tokens[0].id: expected an integer"},
      {"[" + added("1e300", R"("x")") + "]", "added_tokens[0].id: expected an integer"},
      {"[" + added("null", R"("x")") + "]", "added_tokens[0].id: expected an integer"},
      {"[" + added("5", "7") + "]", "t.json: added_tokens[0].content: expected a string"},
      {R"([{"id": 5, "content": "x"}])", "t.json: added_tokens[0].single_word: expected true or false"},
      {"[null]", "t.json: added_tokens[0].id: expected an integer"},
      {"{}", "expected an array, found '{'"},
  };
  for (const auto& [tokens, reason] : lies) {
    const auto spec = read(with_added(tokens));
    CHECK(spec.status().code() == Code::bad_file);
    if (spec.status().message().find(reason) == std::string::npos) CHECK_EQUAL(spec.status().message(), reason);
  }
}

TEST("a document that lacks or repeats a member is refused by its name") {
  const std::pair<const char*, const char*> lies[] = {
      {R"({"version": "1.0"})", "t.json: the member \"model\" is missing"},
      {R"({"model": {"type": "BPE", "merges": []}})", "t.json: model.vocab is missing"},
      {R"({"model": {"type": "BPE", "vocab": {}}})", "t.json: model.merges is missing"},
      {R"({"model": {"type": 3, "vocab": {}, "merges": []}})", "t.json: model.type: expected a string"},
      {R"({"model": null})", "expected an object, found 'n'"},
      {R"({"normalizer": "NFC"})", "normalizer: expected an object or null"},
      {R"({"decoder": null, "decoder": null})", "the key \"decoder\" appears twice"},
      {R"({"model": {"vocab": {}, "vocab": {}}})", "the key \"vocab\" appears twice"},
      {R"({"model": {"vocab": {}, "merges": []}} x)", "expected the end of the document, found 'x'"},
      {"[]", "expected an object, found '['"},
      {"\xEF\xBB\xBF{}", "byte order mark"},
      {"not JSON", "t.json: line 1, column 1: expected an object, found 'n'"},
  };
  for (const auto& [text, reason] : lies) {
    CHECK(read(text).status().code() == Code::bad_file);
    if (refusal(text).find(reason) == std::string::npos) CHECK_EQUAL(refusal(text), reason);
  }
}

TEST("a file of another kind is refused as what it is") {
  const std::string sentencepiece("\x0A\x0E\x0A\x05<unk>\x15\x00\x00\x00\x00\x18\x02", 16);
  const std::pair<std::string, const char*> others[] = {
      {"", "t.json: expected a tokenizer.json, found an empty file"},
      {sentencepiece, "found a SentencePiece model; open it as one"},
      {R"({"config": {"pattern": "x"}, "vocab": [{"rank": 0}]})", "found a tekken.json; open it as one"},
      {R"({"hello": 0, "world": 1})", "found a vocab.json; open it with the merges.txt beside it"},
      {R"({"add_bos_token": true, "tokenizer_class": "GPT2Tokenizer"})", "found a tokenizer_config.json"},
      {R"({"model_type": "gpt2", "n_embd": 768})", "found a model's config.json"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "found a Git LFS pointer"},
      {"\x1F\x8B\x08", "found a gzip file"},
      {"PK\x03\x04", "found a zip archive"},
      {"<!DOCTYPE html>", "found a web page"},
      {"IQ== 0\nIg== 1\n", "found a tiktoken rank file"},
      {"#version: 0.2\na b\n", "found a merges.txt"},
  };
  for (const auto& [bytes, reason] : others) {
    if (refusal(bytes).find(reason) == std::string::npos) CHECK_EQUAL(refusal(bytes), reason);
  }
}

TEST("a file cut at any byte is refused") {
  const std::string whole = R"({"added_tokens": [)" + added("4", R"("<|end|>")") + R"(], "decoder": {"type": "x"}, )" +
                            model("", R"([["a", "b"], "ab b"])").substr(1);
  REQUIRE_OK(read(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) CHECK(!read(whole.substr(0, length)).ok());
}
