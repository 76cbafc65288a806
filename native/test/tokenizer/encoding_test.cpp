// Encodings with all their details: offsets, words, types, masks, sequences.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// "name begin-end word type mask sequence", a line a token.
std::string lines_of(const TinyJson& parts, std::string_view text, std::optional<std::string_view> pair,
                     EncodeOptions options = kFramed) {
  const auto tokenizer = parse_tiny(parts);
  if (!tokenizer.ok()) return tokenizer.status().message();
  const auto encoding = tokenizer.value()->encoding(text, pair, options);
  if (!encoding.ok()) return encoding.status().message();
  const Encoding& e = encoding.value();
  std::string lines;
  for (std::size_t i = 0; i < e.ids.size(); ++i) {
    lines += tokenizer.value()->id_to_token(e.ids[i]).value_or("?") + " " + std::to_string(e.offsets[2 * i]) + "-" +
             std::to_string(e.offsets[2 * i + 1]) + " " + std::to_string(e.word_ids[i]) + " " +
             std::to_string(e.type_ids[i]) + " " + std::to_string(e.special_mask[i]) + " " +
             std::to_string(e.sequence_ids[i]) + "\n";
  }
  return lines;
}

TEST("a token that covers part of a character covers all of it") {
  CHECK_EQUAL(lines_of(byte_level(), "é w", std::nullopt), "Ã 0-2 0 0 0 0\n© 0-2 0 0 0 0\nĠw 2-4 1 0 0 0\n");
}

TEST("a prefix belongs to the character after it, an added token has its own word number") {
  TinyJson parts = byte_fallback();
  parts.added = "[" + added_token(2, "</s>", "s") + "]";
  CHECK_EQUAL(lines_of(parts, "hello</s>é", std::nullopt),
              "▁hello 0-5 0 0 0 0\n</s> 5-9 1 0 0 0\n▁ 9-11 2 0 0 0\né 9-11 2 0 0 0\n");
}

TEST("a template frames one text and joins two") {
  TinyJson parts = byte_fallback();
  parts.post_processor =
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"b","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],)"
      R"("pair":[{"SpecialToken":{"id":"b","type_id":0}},{"Sequence":{"id":"A","type_id":0}},)"
      R"({"SpecialToken":{"id":"b","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],)"
      R"("special_tokens":{"b":{"id":"b","ids":[1,2],"tokens":["<s>","</s>"]}}})";
  CHECK_EQUAL(lines_of(parts, "hell", std::nullopt), "<s> 0-0 -1 0 1 -1\n</s> 0-0 -1 0 1 -1\n▁hell 0-4 0 0 0 0\n");
  CHECK_EQUAL(lines_of(parts, "hell", "hello"),
              "<s> 0-0 -1 0 1 -1\n</s> 0-0 -1 0 1 -1\n▁hell 0-4 0 0 0 0\n"
              "<s> 0-0 -1 1 1 -1\n</s> 0-0 -1 1 1 -1\n▁hello 0-5 0 1 0 1\n");
  CHECK_EQUAL(lines_of(parts, "hell", "hello", kPlain), "▁hell 0-4 0 0 0 0\n▁hello 0-5 0 1 0 1\n");
}

TEST("without a post-processor two texts follow each other") {
  CHECK_EQUAL(lines_of(byte_level(), "he", "or"), "he 0-2 0 0 0 0\nor 0-2 0 1 0 1\n");
}

TEST("RoBERTa's frame: separators around the second text, all of one type") {
  TinyJson parts = byte_level();
  parts.post_processor =
      R"({"type":"RobertaProcessing","sep":["!",33],"cls":["#",35],"trim_offsets":true,"add_prefix_space":false})";
  CHECK_EQUAL(lines_of(parts, "he", " w"),
              "# 0-0 -1 0 1 -1\nhe 0-2 0 0 0 0\n! 0-0 -1 0 1 -1\n"
              "! 0-0 -1 0 1 -1\nĠw 1-2 0 0 0 1\n! 0-0 -1 0 1 -1\n");
}

TEST("BERT's frame: the second text and its separator are of type 1") {
  TinyJson parts = byte_level();
  parts.post_processor = R"({"type":"BertProcessing","sep":["!",33],"cls":["#",35]})";
  CHECK_EQUAL(lines_of(parts, "he", "or"),
              "# 0-0 -1 0 1 -1\nhe 0-2 0 0 0 0\n! 0-0 -1 0 1 -1\nor 0-2 0 1 0 1\n! 0-0 -1 1 1 -1\n");
}

TEST("trimming takes spaces off the ends, but not the prefix space") {
  TinyJson parts = byte_level();
  parts.pre_tokenizer = R"({"type":"ByteLevel","add_prefix_space":true,"use_regex":false})";
  parts.post_processor = R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true})";
  CHECK_EQUAL(lines_of(parts, "w w", std::nullopt), "Ġw 0-1 0 0 0 0\nĠw 2-3 0 0 0 0\n");
}

TEST("trimming counts characters of the text, not bytes") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<x>", "lr") + "]";
  parts.post_processor = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true})";
  CHECK_EQUAL(lines_of(parts, "é\u3000<x>\u3000 ", std::nullopt), "Ã 0-2 0 0 0 0\n© 0-2 0 0 0 0\n<x> 5-8 1 0 0 0\n");
}

TEST("bytes that no token stands for leave the places after them as the reference counts them") {
  TinyJson parts = byte_level();
  parts.tokens = {"a", "Ġ", "b"};
  parts.merges.clear();
  parts.pre_tokenizer = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false})";
  CHECK_EQUAL(lines_of(parts, "éa b", std::nullopt), "a 0-2 0 0 0 0\nĠ 0-2 0 0 0 0\nb 0-2 0 0 0 0\n");
}

TEST("encode, encoding and count agree, framed or not") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<x>", "lr") + "," + added_token(263, "ow", "n") + "]";
  parts.post_processor =
      R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"b","type_id":0}},)"
      R"({"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"b":{"id":"b","ids":[1,2],"tokens":["",""]}}})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string text = Draws(seed).text(seed % 30) + "<x>" + Draws(seed + 1000).text(seed % 7);
    for (const EncodeOptions options : {kPlain, kFramed}) {
      const IdList ids = ids_of(*tokenizer.value(), text, options);
      const auto encoding = tokenizer.value()->encoding(text, std::nullopt, options);
      REQUIRE_OK(encoding);
      CHECK_EQUAL(encoding->ids, ids);
      CHECK_EQUAL(tokenizer.value()->count(text, options).value(), ids.size());
    }
  }
}

TEST("the description names the stages and what runs the patterns") {
  TinyJson parts = byte_level();
  parts.normalizer = R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Prepend","prepend":"_"}]})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const std::string description = tokenizer.value()->describe();
  CHECK(description.starts_with(R"({"model":"BPE","normalizer":["NFC","Prepend"],"pre_tokenizer":["ByteLevel"],)"
                                R"("post_processor":[],"decoder":["ByteLevel"],"patterns":[{"where":)"));
  CHECK(description.ends_with(R"("engine":"gpt2"}]})"));
}

}  // namespace
}  // namespace tg::test
