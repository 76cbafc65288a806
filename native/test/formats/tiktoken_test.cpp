#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/encode_base64.h"
#include "check.h"
#include "tokenizer/formats/formats.h"

namespace {

using tg::AddedToken;
using tg::Code;
using tg::Result;
using tg::TokenizerSpec;

using tg::test::encode_base64;

std::string line(std::string_view token, std::size_t rank, const char* end = "\n") {
  return encode_base64(token) + " " + std::to_string(rank) + end;
}

// The 256 single bytes with ranks 0 to 255.
std::string byte_lines(const char* end = "\n") {
  std::string text;
  for (std::size_t byte = 0; byte < 256; ++byte) text += line(std::string(1, static_cast<char>(byte)), byte, end);
  return text;
}

Result<TokenizerSpec> read(std::string_view bytes, std::vector<AddedToken> special = {}, std::string pattern = "\\w+") {
  return tg::read_spec(
      bytes, "r.tiktoken",
      {.format = tg::TokenizerFormat::tiktoken, .pattern = std::move(pattern), .special_tokens = std::move(special)});
}

AddedToken special(tg::TokenId id, std::string content) {
  AddedToken token;
  token.id = id;
  token.content = std::move(content);
  token.normalized = true;
  return token;
}

}  // namespace

TEST("a rank file becomes a byte-level spec whose merges follow from the ranks") {
  const auto spec = read(byte_lines() + line("ab", 300) + line("\xFF z", 256), {special(400, "<|end|>")});
  REQUIRE_OK(spec);
  const tg::ModelSpec& model = spec.value().model;
  CHECK_EQUAL(model.type, "BPE");
  CHECK(model.alphabet == tg::TokenAlphabet::bytes);
  CHECK(model.merge_rule == tg::MergeRule::by_rank);
  CHECK(model.options["ignore_merges"].boolean());
  CHECK_EQUAL(model.merges.size(), 0U);
  CHECK_EQUAL(model.vocabulary.size(), 258U);
  CHECK_EQUAL(model.vocabulary[0], std::string(1, '\0'));
  CHECK_EQUAL(model.vocabulary[300], "ab");
  CHECK_EQUAL(model.vocabulary[256], "\xFF z");
  CHECK_EQUAL(model.vocabulary.find("ab"), 300U);
}

TEST("pattern and special tokens come from the caller") {
  const auto spec = read(byte_lines(), {special(400, "<|end|>")}, "p+");
  REQUIRE_OK(spec);
  const auto& stages = spec.value().pre_tokenizer.options["pretokenizers"].items();
  CHECK_EQUAL(spec.value().pre_tokenizer.options["type"].string(), "Sequence");
  CHECK_EQUAL(stages[0]["type"].string(), "Split");
  CHECK_EQUAL(stages[0]["pattern"]["Regex"].string(), "p+");
  CHECK_EQUAL(stages[0]["behavior"].string(), "Removed");
  CHECK(stages[0]["invert"].boolean());
  CHECK_EQUAL(stages[1]["type"].string(), "ByteLevel");
  CHECK(!stages[1]["use_regex"].boolean());
  CHECK_EQUAL(spec.value().decoder.options["type"].string(), "ByteLevel");
  CHECK(spec.value().normalizer.options.is_null());
  CHECK(spec.value().post_processor.options.is_null());
  CHECK_EQUAL(spec.value().added_tokens.size(), 1U);
  CHECK(spec.value().added_tokens[0].special && !spec.value().added_tokens[0].normalized);
}

TEST("line ends, blank lines and a missing last line end make no difference") {
  const std::string plain = byte_lines() + "YWI= 256";
  for (const std::string& text :
       {plain, plain + "\n", plain + "\n\n\n", byte_lines("\r\n") + "YWI= 256\r\n\r\n", "\n" + plain}) {
    const auto spec = read(text);
    REQUIRE_OK(spec);
    CHECK_EQUAL(spec.value().model.vocabulary.size(), 257U);
    CHECK_EQUAL(spec.value().model.vocabulary[256], "ab");
  }
}

TEST("rank files that lie are refused, each for its lie") {
  const std::pair<std::string, const char*> lies[] = {
      {"YWI 256", "r.tiktoken: line 257: \"YWI\" is not base64"},
      {"YW!= 256", "line 257: \"YW!=\" is not base64"},
      {"=== 256", "is not base64"},
      {"YWJ= 256", "is not base64"},
      {"YWI=", "line 257: expected a token in base64, a space and a rank"},
      {" 256", "line 257: the token has no bytes"},
      {"YWI= ", "expected a rank from 0 to 2147483647, found \"\""},
      {"YWI= x", "expected a rank from 0 to 2147483647, found \"x\""},
      {"YWI= -1", "found \"-1\""},
      {"YWI= 1.5", "found \"1.5\""},
      {"YWI= 2147483648", "found \"2147483648\""},
      {"YWI= 99999999999999", "found \"99999999999999\""},
      {"YWI=  256", "found \" 256\""},
      {"YWI= 97", "r.tiktoken: ranks: \"a\" and \"ab\" have the same id, 97"},
      {"YQ== 256", "r.tiktoken: ranks: \"a\" appears twice, with the ids 97 and 256"},
      {"YWI= 100000000", "\"ab\" has the id 100000000, far beyond the 257 tokens there are"},
  };
  for (const auto& [last, reason] : lies) {
    const auto spec = read(byte_lines() + last + "\n");
    CHECK(spec.status().code() == Code::bad_file);
    if (spec.status().message().find(reason) == std::string::npos) CHECK_EQUAL(spec.status().message(), reason);
  }
}

TEST("bytes without a token are refused by value, because the reference could not encode them") {
  const std::string all = byte_lines();
  const std::string without_a = all.substr(0, all.find("YQ== 97")) + all.substr(all.find("Yg== 98"));
  CHECK_EQUAL(read(without_a).status().message(),
              "r.tiktoken: no token for 1 of the 256 bytes: 0x61; is the file cut short?");
  CHECK(read("YQ== 0\n").status().message().find("no token for 255 of the 256 bytes: 0x00 0x01") != std::string::npos);
}

TEST("special tokens that contradict the ranks or one another are refused") {
  const std::pair<std::vector<AddedToken>, const char*> lies[] = {
      {{special(97, "<|end|>")},
       "r.tiktoken: special tokens: \"<|end|>\" has the id 97, but the vocabulary gives that id to \"a\""},
      {{special(300, "a")}, "\"a\" has the id 300, but the vocabulary gives it 97"},
      {{special(300, "<x>"), special(300, "<y>")}, "\"<x>\" and \"<y>\" have the same id, 300"},
      {{special(300, "<x>"), special(301, "<x>")}, "\"<x>\" appears twice, with the ids 300 and 301"},
      {{special(300, "")}, "the special token with the id 300 is empty"},
  };
  for (const auto& [tokens, reason] : lies) {
    const std::string message = read(byte_lines(), tokens).status().message();
    if (message.find(reason) == std::string::npos) CHECK_EQUAL(message, reason);
  }
}

TEST("a rank file needs a pattern, and the refusal says how to give one") {
  const auto spec = read(byte_lines(), {}, "");
  CHECK(spec.status().code() == Code::bad_argument);
  CHECK(spec.status().message().find("--pattern gpt2|") != std::string::npos);
}

TEST("a file of another kind is refused as what it is") {
  const std::string sentencepiece("\x0A\x0E\x0A\x05<unk>\x15\x00\x00\x00\x00\x18\x02", 16);
  const std::pair<std::string, const char*> others[] = {
      {"", "r.tiktoken: expected a tiktoken rank file, found an empty file"},
      {sentencepiece, "found a SentencePiece model"},
      {R"({"added_tokens": [], "model": {}})", "found a tokenizer.json; open it as one"},
      {R"({"config": {}, "vocab": []})", "found a tekken.json"},
      {"version https://git-lfs.github.com/spec/v1\n", "found a Git LFS pointer"},
      {"one two three\n", "r.tiktoken: line 1: \"one\" is not base64"},
  };
  for (const auto& [bytes, reason] : others) {
    const std::string message = read(bytes).status().message();
    if (message.find(reason) == std::string::npos) CHECK_EQUAL(message, reason);
  }
}

TEST("base64 decoding undoes encoding for every length and byte") {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    CHECK(tg::decode_base64(encode_base64(bytes)) == bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
}
