#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct Case {
  const char* sentence;
  const char* text;
  const char* names;
};

void check_cases(const Tokenizer& tokenizer, std::span<const Case> cases) {
  for (const Case& c : cases) {
    const std::string found = names_of(tokenizer, c.text);
    if (found != c.names) fail(__FILE__, __LINE__, std::string(c.sentence) + ": found " + found);
  }
}

TEST("byte-level pieces merge by rank") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  const Case cases[] = {
      {"the empty string", "", ""},
      {"one token", "hello", "hello"},
      {"a rank beats a longer beginning", "hell", "hell"},
      {"a space belongs to the word after it", "hello world", "hello|Ġw|or|l|d"},
      {"a character of three bytes", "中", "ä|¸|Ń"},
      {"bytes are not stand-ins", "Ġw", "Ä|ł|w"},
  };
  check_cases(**tokenizer.operator->(), cases);
}

TEST("characters without a token are spelled in bytes, or are unknown") {
  TinyJson parts = byte_fallback();
  const Case with_bytes[] = {
      {"a space before the text", "hello", "▁hello"},
      {"spaces are characters", "hell  hello", "▁hell|▁|▁hello"},
      {"bytes of an unknown character", "中", "▁|<0xE4>|<0xB8>|<0xAD>"},
      {"a name of a byte is only text", "<0x0A>", "▁|<0x3C>|<0x30>|<0x78>|<0x30>|<0x41>|<0x3E>"},
  };
  const auto bytes = parse_tiny(parts);
  REQUIRE_OK(bytes);
  check_cases(*bytes.value(), with_bytes);

  parts.model_options = R"("unk_token":"<unk>","fuse_unk":true,"byte_fallback":false,)";
  const Case fused[] = {{"neighbours are one unknown token", "h中日h", "▁|h|<unk>|h"}};
  const auto fusing = parse_tiny(parts);
  REQUIRE_OK(fusing);
  check_cases(*fusing.value(), fused);

  parts.model_options = R"("unk_token":"<unk>","fuse_unk":false,"byte_fallback":false,)";
  const Case apart[] = {{"each is an unknown token", "h中日h", "▁|h|<unk>|<unk>|h"}};
  const auto single = parse_tiny(parts);
  REQUIRE_OK(single);
  check_cases(*single.value(), apart);

  parts.model_options = "";
  const Case left_out[] = {{"nothing stands for it", "h中日h", "▁|h|h"}};
  const auto dropping = parse_tiny(parts);
  REQUIRE_OK(dropping);
  check_cases(*dropping.value(), left_out);
}

TEST("an unknown token that the vocabulary lacks fails only the texts that need it") {
  TinyJson parts = byte_fallback();
  parts.model_options = R"("unk_token":"[UNK]",)";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(names_of(*tokenizer.value(), "hello"), "▁hello");
  IdList ids;
  const Status status = tokenizer.value()->encode("h中", kPlain, ids);
  CHECK_EQUAL(status.message(),
              "tiny.json: model.unk_token \"[UNK]\" is not in the vocabulary, but is needed for the text \"▁h中\"");
}

TEST("ignore_merges takes a whole piece that is a token, however it would merge") {
  TinyJson parts = byte_level();
  parts.tokens.emplace_back("world");
  const auto merging = parse_tiny(parts);
  REQUIRE_OK(merging);
  CHECK_EQUAL(names_of(*merging.value(), "world"), "w|or|l|d");
  parts.model_options = R"("ignore_merges":true,)";
  const auto ignoring = parse_tiny(parts);
  REQUIRE_OK(ignoring);
  CHECK_EQUAL(names_of(*ignoring.value(), "world"), "world");
}

TEST("affixes mark the inside and the end of a word") {
  TinyJson parts;
  parts.tokens = {"h", "e", "##e", "##e</w>", "h</w>", "he</w>"};
  parts.merges = {{"h", "##e</w>"}};
  parts.pre_tokenizer = R"({"type":"Split","pattern":{"String":" "},"behavior":"Removed","invert":false})";
  parts.model_options = R"("continuing_subword_prefix":"##","end_of_word_suffix":"</w>",)";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(names_of(*tokenizer.value(), "he h hee"), "he</w>|h</w>|h|##e|##e</w>");
}

TEST("rank files merge any two neighbours that make a token") {
  if (pcre2_version().empty()) return test::skip("this build has no PCRE2");
  std::string file;
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (unsigned byte = 0; byte < 256; ++byte) {
    file += {alphabet[byte >> 2], alphabet[(byte & 3) << 4], '=', '=', ' '};
    file += std::to_string(byte) + "\n";
  }
  file += "YWI= 256\nYmM= 257\nYWJj 258\n";  // ab, bc, abc
  OpenOptions options{TokenizerFormat::tiktoken, "[a-z]+|[^a-z]+", {}};
  options.special_tokens.push_back(new_token("<end>", "s"));
  options.special_tokens.back().id = 300;
  const auto tokenizer = Tokenizer::parse(file, "ranks", options);
  REQUIRE_OK(tokenizer);
  const Tokenizer& t = *tokenizer.value();
  CHECK_EQUAL(ids_of(t, "abc"), (IdList{258}));
  CHECK_EQUAL(ids_of(t, "abcb"), (IdList{258, 98}));
  CHECK_EQUAL(ids_of(t, "xbc"), (IdList{120, 257}));
  CHECK_EQUAL(ids_of(t, "ab<end>"), (IdList{256, 300}));
  CHECK_EQUAL(t.size(), 260U);
  CHECK_EQUAL(t.id_bound(), 301U);
  // Bytes that are no text are named by stand-ins, all others by the text that they are.
  CHECK_EQUAL(t.id_to_token(0xE9).value(), "é");
  CHECK_EQUAL(t.token_to_id("é").value(), 0xE9U);
  CHECK_EQUAL(t.id_to_token(' ').value(), " ");
  CHECK(!t.id_to_token(299).has_value());
}

TEST("encoding in parts of long text is what the whole would be") {
  // Every cut that the borders allow leaves the ids as they are: the same text, a byte-level twin without borders.
  const auto cut = parse_tiny(byte_fallback());
  REQUIRE_OK(cut);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draws draws(seed);
    std::string text;
    std::string expected;
    for (int i = 0; i < 40; ++i) {
      const char* const word = std::array{"hello", "hell", "d", "low"}[draws.below(4)];
      text += (i == 0 ? "" : " ") + std::string(word);
      expected += (i == 0 ? "" : "|") + names_of(*cut.value(), word);
    }
    CHECK_EQUAL(names_of(*cut.value(), text), expected);
  }
}

TEST("text that is not UTF-8 is refused with the place of the first bad byte") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  IdList ids;
  const Status status = tokenizer.value()->encode("ab\xFF", kPlain, ids);
  CHECK(status.code() == Code::bad_argument);
  CHECK_EQUAL(status.message(), "the text is not valid UTF-8 at byte 2");
}

TEST("long runs of one character take no quadratic time") {
  for (const TinyJson& parts : {byte_level(), byte_fallback()}) {
    const auto tokenizer = parse_tiny(parts);
    REQUIRE_OK(tokenizer);
    for (const char* unit : {"l", " ", "h", "中", "\n"}) {
      std::string text;
      for (int i = 0; i < 300000; ++i) text += unit;
      const IdList ids = ids_of(*tokenizer.value(), text);
      CHECK(tokenizer.value()->decode(ids, false) == text);
    }
  }
}

}  // namespace
}  // namespace tg::test
