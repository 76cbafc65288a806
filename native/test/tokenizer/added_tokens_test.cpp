// Added tokens: which places count, what goes with them, and what stays when more are added.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct Case {
  const char* sentence;
  const char* flags;
  const char* text;
  const char* offsets;  // of the tokens <x>, "begin-end"
};

const Case kFlagCases[] = {
    {"no flag", "", "a<x>b", "1-4"},
    {"two side by side", "", "<x><x>", "0-3 3-6"},
    {"white space to the left", "l", "a \n<x> b", "1-6"},
    {"white space to the right", "r", "a <x>\t\u3000b", "2-9"},
    {"white space on both sides", "lr", " <x>  <x> ", "0-6 6-10"},
    {"the right one's space is gone to the left one", "lr", "<x> <x>", "0-4 4-7"},
    {"a single word in the open", "w", "a <x> b", "2-5"},
    {"a word character before it", "w", "a<x> b", ""},
    {"a word character after it", "w", " <x>é", ""},
    {"a digit is a word character", "w", "1<x>", ""},
    {"an underscore is a word character", "w", "<x>_", ""},
    {"a joiner is a word character", "w", "<x>\u200d", ""},
    {"a fraction is none", "w", "½<x>½", "2-5"},
    {"a circled letter is a word character", "w", "Ⓐ<x>", ""},
    {"the end of the text is no word", "w", "<x>", "0-3"},
};

std::string places_of(const Tokenizer& tokenizer, std::string_view text, TokenId id) {
  const auto encoding = tokenizer.encoding(text, std::nullopt, kPlain);
  if (!encoding.ok()) return encoding.status().message();
  std::string places;
  for (std::size_t i = 0; i < encoding->ids.size(); ++i) {
    if (encoding->ids[i] != id) continue;
    places += (places.empty() ? "" : " ") + std::to_string(encoding->offsets[2 * i]) + "-" +
              std::to_string(encoding->offsets[2 * i + 1]);
  }
  return places;
}

TEST("flags of an added token say where it stands and what it takes along") {
  for (const Case& c : kFlagCases) {
    for (const char* normalized : {"", "n"}) {
      TinyJson parts = byte_level();
      parts.added = "[" + added_token(262, "<x>", std::string(c.flags) + normalized) + "]";
      const auto tokenizer = parse_tiny(parts);
      REQUIRE_OK(tokenizer);
      const std::string found = places_of(*tokenizer.value(), c.text, 262);
      if (found != c.offsets) fail(__FILE__, __LINE__, std::string(c.sentence) + ": found " + found);
    }
  }
}

TEST("white space taken to the right may begin the next token too, as in the reference") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<x>", "r") + "," + added_token(263, " y", "") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(ids_of(*tokenizer.value(), "<x> y"), (IdList{262, 263}));
}

TEST("the longest content at a place wins, and then the next place is behind it") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "aa", "") + "," + added_token(263, "aaa", "") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(names_of(*tokenizer.value(), "aaaaaa aaaa"), "aaa|aaa|Ġ|aaa|a");
}

TEST("a normalized token is looked for, normalized, in normalized text") {
  TinyJson parts = byte_level();
  parts.normalizer = R"({"type":"Replace","pattern":{"String":"B"},"content":"b"})";
  parts.added = "[" + added_token(262, "aB", "n") + "," + added_token(263, "cB", "") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const Tokenizer& t = *tokenizer.value();
  CHECK_EQUAL(ids_of(t, "aBab"), (IdList{262, 262}));
  CHECK_EQUAL(ids_of(t, "cBcb"), (IdList{263, 'c' - 33 + 33, 'b'}));
  // As the reference has it: decoding sees the normalized content, and its name stays the content.
  CHECK_EQUAL(t.decode(IdList{262}, false), "ab");
  CHECK_EQUAL(t.id_to_token(262).value(), "aB");
}

TEST("of contents that are the same once normalized the lowest id counts, whatever their order") {
  for (const bool turned : {false, true}) {
    TinyJson parts = byte_level();
    parts.normalizer = R"({"type":"Replace","pattern":{"String":"B"},"content":"b"})";
    const std::string first = added_token(262, "aB", "n");
    const std::string second = added_token(263, "ab", "n");
    parts.added = "[" + (turned ? second + "," + first : first + "," + second) + "]";
    const auto tokenizer = parse_tiny(parts);
    REQUIRE_OK(tokenizer);
    CHECK_EQUAL(ids_of(*tokenizer.value(), "aBab"), (IdList{262, 262}));
  }
}

TEST("the policy for special tokens in text: match, literal, refuse") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<end>", "s") + "," + added_token(263, "<x>", "") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const Tokenizer& t = *tokenizer.value();
  CHECK_EQUAL(names_of(t, "<x><end>", {false, SpecialPolicy::match}), "<x>|<end>");
  CHECK_EQUAL(names_of(t, "<x><end>", {false, SpecialPolicy::literal}), "<x>|<|e|n|d|>");
  CHECK_EQUAL(names_of(t, "<x>", {false, SpecialPolicy::refuse}), "<x>");
  IdList ids;
  const Status status = t.encode("é<x><end>", {false, SpecialPolicy::refuse}, ids);
  CHECK(status.code() == Code::refused_token);
  CHECK(status.message().starts_with("the text has the special token \"<end>\" at byte 5"));
}

TEST("a refused token in normalized text is reported where it stands in the text") {
  TinyJson parts = byte_level();
  parts.normalizer = R"({"type":"Prepend","prepend":"___"})";
  parts.added = "[" + added_token(262, "___<end>", "") + "," + added_token(263, "<e>", "sn") + "]";
  parts.normalizer = R"({"type":"Replace","pattern":{"String":"a"},"content":"aaa"})";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  IdList ids;
  const Status status = tokenizer.value()->encode("a<e>", {false, SpecialPolicy::refuse}, ids);
  CHECK(status.message().starts_with("the text has the special token \"<e>\" at byte 1"));
}

TEST("adding tokens gives new ids behind the highest and keeps those that are known") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(270, "<end>", "s") + "]";
  const auto first = parse_tiny(parts);
  REQUIRE_OK(first);
  const AddedToken tokens[] = {new_token("new", ""), new_token("hell", "w"), new_token("<end>", ""),
                               new_token("new", "w")};
  std::vector<TokenId> ids;
  const auto second = first.value()->with_added_tokens(tokens, ids);
  REQUIRE_OK(second);
  const Tokenizer& t = *second.value();
  CHECK_EQUAL(ids, (std::vector<TokenId>{271, 258, 270, 271}));
  CHECK_EQUAL(t.id_bound(), 272U);
  CHECK_EQUAL(t.size(), 264U);
  CHECK_EQUAL(t.added_tokens().size(), 3U);
  CHECK_EQUAL(names_of(t, "a new hell"), "a|Ġ|new|Ġ|hell");
  CHECK_EQUAL(names_of(t, "news"), "n|e|w|s");
  // Once special, a token is skipped in decoding even when it was added again without the flag.
  CHECK(!t.added_tokens()[1].special);
  CHECK_EQUAL(t.decode(IdList{270, 271}, true), "new");
  CHECK_EQUAL(first.value()->added_tokens().size(), 1U);
  CHECK_EQUAL(names_of(*first.value(), "new"), "n|e|w");
}

TEST("an added token without content or that is no text is refused") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  std::vector<TokenId> ids;
  for (const char* content : {"", "\xFF"}) {
    const AddedToken tokens[] = {new_token(content, "")};
    const auto result = tokenizer.value()->with_added_tokens(tokens, ids);
    CHECK(!result.ok() && result.status().code() == Code::bad_argument);
  }
}

TEST("hundreds of thousands of tokens are added in linear time") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  std::vector<AddedToken> tokens;
  for (std::uint64_t i = 0; i < 300000; ++i)
    tokens.push_back(new_token("token number " + std::to_string(i * 7919), ""));
  std::vector<TokenId> ids;
  const auto larger = tokenizer.value()->with_added_tokens(tokens, ids);
  REQUIRE_OK(larger);
  CHECK_EQUAL(ids.back(), 262U + 299999U);
  CHECK_EQUAL(ids_of(*larger.value(), "token number 7919"), (IdList{263}));
}

}  // namespace
}  // namespace tg::test
