// Decoding by tables against its twin, the decoder's stages one after the other.
#include "tokenizer/decoding.h"

#include <set>
#include <thread>

#include "check.h"
#include "text/utf8.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

constexpr std::string_view kStages[] = {
    R"({"type":"ByteFallback"})",
    R"({"type":"Fuse"})",
    R"({"type":"Metaspace","replacement":"▁","prepend_scheme":"always"})",
    R"({"type":"Metaspace","replacement":"▁","prepend_scheme":"never"})",
    R"({"type":"Replace","pattern":{"String":"▁"},"content":" "})",
    R"({"type":"Replace","pattern":{"String":"a"},"content":"<0x41>"})",
    R"({"type":"Replace","pattern":{"String":"b"},"content":""})",
    R"({"type":"Strip","content":" ","start":1,"stop":0})",
    R"({"type":"Strip","content":"_","start":1,"stop":2})",
    R"({"type":"WordPiece","prefix":"##","cleanup":true})",
    R"({"type":"WordPiece","prefix":"##","cleanup":false})",
    R"({"type":"BPEDecoder","suffix":"</w>"})",
    R"({"type":"CTC","pad_token":"a","word_delimiter_token":"|","cleanup":true})",
    R"({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true})",
};

std::string random_stage(Draws& draws) {
  return std::string(kStages[draws.below(std::size(kStages))]);
}

std::string random_decoder(Draws& draws) {
  const std::size_t count = draws.below(6);
  if (count == 0) return "null";
  if (count == 1) return random_stage(draws);
  std::string stages;
  for (std::size_t i = 0; i < count; ++i) stages += (i == 0 ? "" : ",") + random_stage(draws);
  return R"({"type":"Sequence","decoders":[)" + stages + "]}";
}

std::string random_token(Draws& draws) {
  constexpr std::string_view kParts[] = {"a", "b", "▁",   "##", " ",    "_", "</w>",           "中", "é",
                                         "Ġ", ".", "n't", "|",  "word", "'", "long long word", "😀"};
  std::string token;
  for (auto parts = 1 + draws.below(4); parts > 0; --parts) token += kParts[draws.below(std::size(kParts))];
  return token;
}

TinyJson random_tokenizer(Draws& draws) {
  std::set<std::string> tokens = {"<0x41>", "<0xE4>", "<0xB8>", "<0xAD>", "<0xFF>", "<0xe2>", "<0x96>", "<0x81>"};
  for (auto more = 1 + draws.below(20); more > 0; --more) tokens.insert(random_token(draws));
  TinyJson parts;
  parts.tokens.assign(tokens.begin(), tokens.end());
  const auto size = static_cast<TokenId>(tokens.size());
  parts.added = "[" + added_token(size, "<s>", "s") + "," + added_token(size + 2, "<0x0A>", "") + "," +
                added_token(size + 3, "Ġadded", "n") + "," + added_token(size + 300, "<0x0b>", "s") + "]";
  parts.decoder = random_decoder(draws);
  return parts;
}

std::vector<TokenId> random_ids(Draws& draws, std::size_t bound) {
  std::vector<TokenId> ids(draws.below(30));
  for (TokenId& id : ids) id = static_cast<TokenId>(draws.below(bound + 3));
  // Runs of one kind are rare among random ids.
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (draws.below(3) == 0) ids[i] = ids[i - 1];
  }
  return ids;
}

std::string by_table(const Decoding& decoding, const std::vector<TokenId>& ids, bool skip) {
  ByteBuffer buffer;
  const DecodedBytes decoded = decoding.bytes(ids, skip, buffer);
  std::string text;
  append_utf8_lossy(text, decoded.bytes);
  CHECK(!decoded.is_ascii || std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  return text;
}

// False: the decoder multiplies, and is refused.
bool compare(std::uint64_t seed) {
  Draws draws(seed);
  const TinyJson parts = random_tokenizer(draws);
  auto spec = read_spec(to_json(parts), "random", {TokenizerFormat::tokenizer_json, "", {}});
  CHECK(spec.ok());
  const auto core = Core::make(spec.value());
  if (core.status().code() == Code::limit) return false;
  CHECK(core.ok());
  const auto added = AddedVocabulary::from_file("random", spec->added_tokens, core.value()->vocabulary, nullptr);
  CHECK(added.ok());
  const Decoding decoding(*core.value(), added.value());
  for (int i = 0; i < 20; ++i) {
    const std::vector<TokenId> ids = random_ids(draws, draws.below(4) == 0 ? 400 : parts.tokens.size());
    const bool skip = draws.below(2) == 0;
    const std::string expected = decoding.text_by_stages(ids, skip);
    const std::string found = by_table(decoding, ids, skip);
    if (found == expected) continue;
    fail(__FILE__, __LINE__,
         "seed " + std::to_string(seed) + ": " + parts.decoder + " of " + show(ids) + ": found " + found +
             ", expected " + expected);
    break;
  }
  return true;
}

TEST("tables decode as the decoder's stages do, whatever these are") {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) compared += compare(seed) ? 1 : 0;
  CHECK(compared > 2500);
}

TEST("tokens of every length are copied whole") {
  TinyJson parts = byte_level();
  for (std::size_t length = 1; length <= 40; ++length) parts.tokens.push_back(std::string(length, 'x') + "é");
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  std::vector<TokenId> ids;
  std::string expected;
  for (std::size_t length = 1; length <= 40; ++length) {
    ids.push_back(static_cast<TokenId>(261 + length));
    expected += std::string(length, 'x') + "\xE9";
  }
  ByteBuffer buffer;
  CHECK_EQUAL(std::string(tokenizer.value()->decode_bytes(ids, false, buffer).bytes), expected);
}

TEST("a tokenizer has tables of what it has decoded, and says so") {
  TinyJson parts = byte_level();
  for (int i = 0; i < 5000; ++i) parts.tokens.push_back("token" + std::to_string(i));
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  const std::size_t before = tokenizer.value()->memory_bytes();
  CHECK_EQUAL(tokenizer.value()->decode(std::vector<TokenId>{5000, 5001, 4294967295}, false), "token4738token4739");
  const std::size_t page = tokenizer.value()->memory_bytes() - before;
  CHECK(page >= 256 * 16 && page < 3 * 256 * 16);
  CHECK_EQUAL(tokenizer.value()->decode(std::vector<TokenId>{5002}, false), "token4740");
  CHECK_EQUAL(tokenizer.value()->memory_bytes(), before + page);
}

TEST("threads that decode first at the same time see the same tokens") {
  TinyJson parts = byte_level();
  std::vector<TokenId> ids;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    parts.tokens.push_back("token" + std::to_string(i));
    ids.push_back(static_cast<TokenId>(262 + i));
    expected += parts.tokens.back();
  }
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  std::vector<std::string> texts(4);
  std::vector<std::thread> threads;
  for (std::string& text : texts) threads.emplace_back([&] { text = tokenizer.value()->decode(ids, false); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : texts) CHECK(text == expected);
}

}  // namespace
}  // namespace tg::test
