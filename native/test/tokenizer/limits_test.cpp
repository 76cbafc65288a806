// What a file may not do to a text, or to memory: stages that multiply, templates that repeat, tokens without end.
#include "check.h"
#include "tokenizer/spec_limits.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::string replace(std::string_view from, std::size_t size) {
  return R"({"type":"Replace","pattern":{"String":")" + std::string(from) + R"("},"content":")" +
         std::string(size, 'a') + "\"}";
}

std::string repeated(const std::string& item, int count) {
  std::string list = item;
  for (int i = 1; i < count; ++i) list += "," + item;
  return list;
}

Result<std::shared_ptr<const Tokenizer>> with_normalizer(const std::string& normalizer) {
  TinyJson parts = byte_level();
  parts.normalizer = normalizer;
  return parse_tiny(parts);
}

// Every way to encode answers alike.
Status encode_under(const std::string& normalizer, std::string_view text) {
  const auto tokenizer = with_normalizer(normalizer);
  if (!tokenizer.ok()) return tokenizer.status();
  IdList ids;
  Status status = tokenizer.value()->encode(text, kPlain, ids);
  CHECK_EQUAL(tokenizer.value()->count(text, kPlain).status().message(), status.message());
  CHECK_EQUAL(tokenizer.value()->encoding(text, std::nullopt, kPlain).status().message(), status.message());
  return status;
}

void check_limit(const Status& status, std::string_view names) {
  CHECK(status.code() == Code::limit);
  if (status.message().find(names) == std::string::npos) CHECK_EQUAL(status.message(), std::string(names));
}

TEST("a replacement may make a text much longer, but not without bound") {
  REQUIRE_OK(encode_under(replace("a", 600), std::string(100, 'a')));
  check_limit(encode_under(replace("a", 100'000), std::string(100, 'a')),
              "tiny.json: normalizer makes the text longer");
}

TEST("replacements in a row are stopped at the one that goes too far") {
  const std::string chain = R"({"type":"Sequence","normalizers":[)" + repeated(replace("a", 100), 9) + "]}";
  check_limit(encode_under(chain, "aa"), "tiny.json: normalizer.normalizers[2] makes the text longer");
}

TEST("stages that do not look at the limit are stopped behind the first that goes too far") {
  const std::string growing = R"({"type":"NFKD"},{"type":"Replace","pattern":{"String":" "},"content":"\uFDFA"})";
  const std::string chain = R"({"type":"Sequence","normalizers":[)" + repeated(growing, 9) + "]}";
  check_limit(encode_under(chain, std::string(1000, ' ')), "tiny.json: normalizer.normalizers[");
}

TEST("what Unicode itself makes of a text is within the limit") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "\uFDFA";
  REQUIRE_OK(encode_under(R"({"type":"NFKD"})", text));
}

TEST("prefixes in a row add up to the limit and no further") {
  const std::string prefix = R"({"type":"Prepend","prepend":")" + std::string(6'000, 'a') + "\"}";
  const std::string chain = R"({"type":"Sequence","normalizers":[)" + repeated(prefix, 40) + "]}";
  REQUIRE_OK(encode_under(prefix, "a"));
  check_limit(encode_under(chain, "a"), "tiny.json: normalizer.normalizers[10]");
}

TEST("added tokens may be long, but not without bound, alone, together or once normalized") {
  const auto tokenizer = with_normalizer(replace("z", 50'000));
  REQUIRE_OK(tokenizer);
  const auto add = [&](std::vector<AddedToken> tokens) {
    std::vector<TokenId> ids;
    return tokenizer.value()->with_added_tokens(tokens, ids).status();
  };
  const auto numbered = [](std::size_t count, const std::string& content, std::string_view flags) {
    std::vector<AddedToken> tokens;
    for (std::size_t i = 0; i < count; ++i) tokens.push_back(new_token(std::to_string(i) + content, flags));
    return tokens;
  };
  REQUIRE_OK(add(numbered(1, std::string(60'000, 'x'), "")));
  check_limit(add(numbered(1, std::string(70'000, 'x'), "")), "added_tokens: \"0xxx");
  check_limit(add(numbered(1500, std::string(60'000, 'x'), "")), "all tokens together");
  check_limit(add(numbered(1, "zz", "n")), "tiny.json: normalizer makes the text longer");
  check_limit(add(numbered(2000, "z", "n")), "all tokens together");
}

TEST("what is given back can be taken again") {
  TokenBudget budget("added_tokens");
  const std::string token(60'000, 'x');
  for (int round = 0; round < 2000; ++round) {
    REQUIRE_OK(budget.take(token));
    budget.give_back(token);
  }
}

std::string template_of(const std::string& slots) {
  return R"({"type":"TemplateProcessing","single":[)" + slots +
         R"(],"pair":[],"special_tokens":{"s":{"id":"s","ids":[)" + repeated("1", 100) + R"(],"tokens":[]}}})";
}

Status open_with_template(const std::string& processor) {
  TinyJson parts = byte_level();
  parts.post_processor = processor;
  return parse_tiny(parts).status();
}

const std::string kText = R"({"Sequence":{"id":"A","type_id":0}})";
const std::string kMarker = R"({"SpecialToken":{"id":"s","type_id":0}})";

TEST("a template may repeat the text a few times and insert many ids, but not without bound") {
  REQUIRE_OK(open_with_template(template_of(repeated(kText, 16) + "," + repeated(kMarker, 40))));
  check_limit(open_with_template(template_of(repeated(kText, 17))), "tiny.json: post_processor: the text is repeated");
  check_limit(open_with_template(template_of(repeated(kMarker, 41))), "tiny.json: post_processor: too many ids");
}

TEST("templates in a row multiply") {
  const std::string twice = template_of(repeated(kText, 2));
  const auto in_a_row = [&](int count) {
    return open_with_template(R"({"type":"Sequence","processors":[)" + repeated(twice, count) + "]}");
  };
  REQUIRE_OK(in_a_row(4));
  check_limit(in_a_row(5), "tiny.json: post_processor");
  check_limit(in_a_row(100), "tiny.json: post_processor");
}

Status open_with_decoder(const std::string& decoder) {
  TinyJson parts = byte_level();
  parts.decoder = decoder;
  return parse_tiny(parts).status();
}

std::string decoders(const std::string& stage, int count) {
  return R"({"type":"Sequence","decoders":[)" + repeated(stage, count) + "]}";
}

TEST("decoders in a row that make tokens longer and longer are refused before they decode") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  const std::string doubling = replace("a", 2);
  CHECK_EQUAL(open_with_decoder(decoders(doubling, 5)).message(), "");
  check_limit(open_with_decoder(decoders(doubling, 40)), "tiny.json: decoder: its stages make tokens too many times");
  check_limit(open_with_decoder(decoders(R"({"type":"BPEDecoder","suffix":""})", 40)), "tiny.json: decoder");
  const std::string ctc = R"({"type":"CTC","pad_token":"","word_delimiter_token":"","cleanup":true})";
  check_limit(open_with_decoder(decoders(ctc, 6)), "tiny.json: decoder");
  const std::string content(33, 'b');
  check_limit(open_with_decoder(R"({"type":"Replace","pattern":{"Regex":"[ab]"},"content":")" + content + "\"}"),
              "tiny.json: decoder");
  CHECK_EQUAL(open_with_decoder(decoders(replace("a", 1), 40)).message(), "");
  CHECK_EQUAL(open_with_decoder(decoders(replace(std::string(100, 'a'), 100), 40)).message(), "");
}

TEST("options of more values than any file has need of are refused with their place") {
  const std::string zeros = "[" + repeated("0", 1 << 18) + "]";
  check_limit(open_with_decoder(R"({"type":"Fuse","more":)" + zeros + "}"), "more than 262144 values");
}

TEST("a token of the vocabulary longer than 64 KiB is refused") {
  TinyJson parts = byte_level();
  parts.tokens.emplace_back(65'536, 'a');
  REQUIRE_OK(parse_tiny(parts));
  parts.tokens.emplace_back(65'537, 'b');
  check_limit(parse_tiny(parts).status(), "tiny.json: model.vocab: \"bbbb");
}

}  // namespace
}  // namespace tg::test
