#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// A tokenizer with just these tokens and this decoder, and what it makes of all of them in a row.
std::string decoded(std::vector<std::string> tokens, const std::string& decoder) {
  TinyJson parts;
  parts.tokens = std::move(tokens);
  parts.decoder = decoder;
  const auto tokenizer = parse_tiny(parts);
  if (!tokenizer.ok()) return tokenizer.status().message();
  IdList ids;
  for (TokenId id = 0; id < parts.tokens.size(); ++id) ids.push_back(id);
  return tokenizer.value()->decode(ids, false);
}

std::string bytes_of(const Tokenizer& tokenizer, const IdList& ids) {
  ByteBuffer buffer;
  return std::string(tokenizer.decode_bytes(ids, false, buffer).bytes);
}

TEST("each decoder does what the reference's does") {
  const std::string byte_level = R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true})";
  const std::string fallback = R"({"type":"ByteFallback"})";
  const std::string strip = R"({"type":"Strip","content":"_","start":1,"stop":2})";
  const std::string replace = R"({"type":"Replace","pattern":{"String":"aa"},"content":"b"})";
  const std::string fuse_strip = R"({"type":"Sequence","decoders":[{"type":"Fuse"},)" + strip + "]}";
  CHECK_EQUAL(decoded({"a", "b"}, "null"), "a b");
  CHECK_EQUAL(decoded({"Ġa", "Ã", "©"}, byte_level), " aé");
  CHECK_EQUAL(decoded({"Ã", "x"}, byte_level), "\uFFFDx");
  CHECK_EQUAL(decoded({"中Ġ", "é"}, byte_level), "中Ġ\uFFFD");
  CHECK_EQUAL(decoded({"a", "<0xC3>", "<0xa9>", "b"}, fallback), "aéb");
  CHECK_EQUAL(decoded({"<0xC3>", "<0xC4>", "<0x41>", "b"}, fallback), "\uFFFD\uFFFD\uFFFDb");
  CHECK_EQUAL(decoded({"<0xGG>", "<0x4>", "<0x41>"}, fallback), "<0xGG><0x4>A");
  CHECK_EQUAL(decoded({"__a___", "_"}, strip), "_a_");
  CHECK_EQUAL(decoded({"__a", "b___"}, fuse_strip), "_ab_");
  CHECK_EQUAL(decoded({"aaa", "a"}, replace), "baa");
}

TEST("ids without a token are skipped, and special ones on request") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<end>", "s") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const IdList ids = {259, 262, 4000000000, 258};
  CHECK_EQUAL(tokenizer.value()->decode(ids, false), "hello<end>hell");
  CHECK_EQUAL(tokenizer.value()->decode(ids, true), "hellohell");
}

TEST("a special token that normalizing changes is not skipped, as in the reference") {
  TinyJson parts = byte_fallback();
  parts.added = "[" + added_token(1, "<s>", "sn") + "," + added_token(2, "</s>", "s") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  CHECK_EQUAL(tokenizer.value()->decode(IdList{1, 2}, true), "<s>");
}

TEST("an added token written in stand-ins decodes to the bytes they mean, as in the reference") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "Ångström", "") + "," + added_token(263, "脑电图", "") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const IdList ids = {262, 263};
  CHECK_EQUAL(tokenizer.value()->decode(ids, false), "\uFFFDngstr\uFFFDm脑电图");
  CHECK_EQUAL(bytes_of(*tokenizer.value(), ids), "\xC5ngstr\xF6m脑电图");
}

TEST("decoding undoes encoding for any text, whole or byte by byte") {
  const auto tokenizer = parse_tiny(byte_level());
  REQUIRE_OK(tokenizer);
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::string text = Draws(seed).text(seed % 50);
    const IdList ids = ids_of(*tokenizer.value(), text);
    std::string apart;
    for (const TokenId id : ids) apart += bytes_of(*tokenizer.value(), {id});
    if (tokenizer.value()->decode(ids, false) == text && apart == text) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    return;
  }
}

}  // namespace
}  // namespace tg::test
