// SentencePiece models that contradict themselves. What honest ones mean is compared with the library in test/parity.
#include <cmath>
#include <cstring>
#include <limits>

#include "base/base64.h"
#include "check.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/formats/formats.h"

namespace tg::test {
namespace {

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 128; value >>= 7) out += static_cast<char>(value % 128 + 128);
  return out + static_cast<char>(value);
}

std::string bytes(unsigned field, const std::string& content) {
  return varint(field * 8 + 2) + varint(content.size()) + content;
}

std::string number(unsigned field, std::uint64_t value) {
  return varint(field * 8) + varint(value);
}

std::string piece(const std::string& text, float score = 0, unsigned type = 1) {
  std::string raw(4, '\0');
  std::memcpy(raw.data(), &score, 4);
  return bytes(1, bytes(1, text) + "\x15" + raw + number(3, type));
}

const std::string kUnknown = piece("<unk>", 0, 2);
const std::string kBpe = bytes(2, number(3, 2));

Result<TokenizerSpec> read(const std::string& file) {
  return read_spec(file, "t.model", {.format = TokenizerFormat::sentencepiece});
}

std::string refusal(const std::string& file) {
  return read(file).status().message();
}

TEST("pieces, scores and kinds stand in the order of the file, the latter settings win") {
  const auto spec = read(kUnknown + piece("ab", -1.5F) + number(77, 5) + piece("<s>", 0, 3) + kBpe +
                         bytes(2, number(35, 0) + number(24, 1)) + bytes(3, number(3, 0)));
  REQUIRE_OK(spec);
  CHECK_EQUAL(spec->model.type, "sentencepiece_bpe");
  CHECK_EQUAL(spec->model.vocabulary[1], "ab");
  CHECK_EQUAL(spec->model.scores[1], -1.5);
  CHECK(spec->model.kinds[2] == PieceKind::control);
  CHECK_EQUAL(spec->normalizer.options["add_dummy_prefix"].boolean(), false);
  CHECK_EQUAL(spec->normalizer.options["whitespace_as_suffix"].boolean(), true);
}

TEST("a model that lies is refused with the piece") {
  const std::pair<std::string, const char*> lies[] = {
      {"", "t.model: expected a SentencePiece model, found an empty file"},
      {piece("a"), "t.model: pieces: expected one piece of the type UNKNOWN, found 0"},
      {kUnknown + piece("<other>", 0, 2), "t.model: pieces: expected one piece of the type UNKNOWN, found 2"},
      {kUnknown + piece(""), "t.model: pieces[1].piece: the piece is empty"},
      {kUnknown + bytes(1, ""), "t.model: pieces[1].piece: the piece is empty"},
      {kUnknown + piece("\xFF"), "t.model: pieces[1].piece: \"\\xff\" is not UTF-8"},
      {kUnknown + piece("a", std::nanf("")), "t.model: pieces[1].score: the score of \"a\" is not a number"},
      {kUnknown + piece("a", 0, 9), "t.model: pieces[1].type: expected a number from 1 to 6, found 9"},
      {kUnknown + piece("a") + piece("a"), "t.model: pieces: \"a\" appears twice, with the ids 1 and 2"},
      {kUnknown + piece("a") + piece("a", 0, 3), "t.model: pieces: \"a\" appears twice"},
      {kUnknown + piece("<0x41>", 0, 6), "\"<0x41>\" is a BYTE, but trainer_spec.byte_fallback is false"},
      {kUnknown + piece("<0x4g>", 0, 6) + bytes(2, number(35, 1)), "is a BYTE, but not named <0x00> to <0xFF>"},
      {kUnknown + piece("a") + bytes(2, number(35, 1)), "no piece of the type BYTE is named \"<0x00>\""},
      {kUnknown + piece("<s>", 0, 3), "t.model: pieces: no text can become any of these pieces"},
      {kUnknown + piece("a") + bytes(2, number(3, 9)), "t.model: trainer_spec.model_type 9 is not supported"},
      {kUnknown + piece("a") + bytes(2, bytes(44, "\xFF")), "t.model: trainer_spec.unk_surface"},
      {kUnknown + number(1, 5), "t.model: field 1: expected a message"},
      {kUnknown + bytes(3, bytes(3, "yes")), "t.model: normalizer_spec: field 3: expected true or false"},
      {kUnknown + bytes(1, number(1, 5)), "t.model: pieces[1]: field 1: expected a string"},
      {kUnknown + bytes(1, number(2, 5)), "t.model: pieces[1]: field 2: expected a score of 32 bits"},
      {kUnknown + "\x0A\xFF\xFF\xFF\xFF\x0F", "t.model: field 1 does not end inside its message"},
      {kUnknown + bytes(1, "\x0A\xFF\xFF\xFF\xFF\x07"), "t.model: pieces[1]: field 1 does not end inside its message"},
      {R"({"model": {}, "added_tokens": []})", "t.model: expected a SentencePiece model, found a tokenizer.json"},
  };
  for (const auto& [file, reason] : lies) {
    CHECK(!read(file).ok());
    if (refusal(file).find(reason) == std::string::npos) CHECK_EQUAL(refusal(file), reason);
  }
}

TEST("a model cut at any byte is refused or has fewer pieces") {
  const std::string whole =
      kUnknown + piece("a", -1) + piece("b", -2) + bytes(2, number(3, 2)) + bytes(3, number(4, 0));
  const std::size_t pieces = read(whole)->model.vocabulary.size();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto spec = read(whole.substr(0, length));
    if (spec.ok()) CHECK(spec->model.vocabulary.size() <= pieces);
  }
}

Result<std::shared_ptr<const Tokenizer>> open(const std::string& file) {
  return Tokenizer::parse(file, "t.model", {.format = TokenizerFormat::sentencepiece});
}

TEST("a table of replacements that lies is refused with the field") {
  const auto tokenizer = open(kUnknown + piece("a") + bytes(3, bytes(2, "\xFF\xFF\xFF\x7F----")));
  CHECK(!tokenizer.ok());
  CHECK(tokenizer.status().message().find("t.model: normalizer_spec.precompiled_charsmap: a trie of 2147483647") == 0);
}

TEST("a table of replacements that multiplies the text is stopped") {
  // One unit a byte value: "a" stands for a long text.
  std::vector<std::uint32_t> units(512);
  units[0] = 256U << 10;
  units[256 ^ 'a'] = ((256U ^ 'a') ^ 400U) << 10 | 1U << 8 | 'a';
  std::string map(4, '\0');
  const auto size = static_cast<std::uint32_t>(units.size() * 4);
  std::memcpy(map.data(), &size, 4);
  map.append(reinterpret_cast<const char*>(units.data()), size).append(100000, 'x').push_back('\0');
  const auto tokenizer = open(kUnknown + piece("b") + bytes(3, bytes(2, map)));
  REQUIRE_OK(tokenizer);
  IdList ids;
  const Status status = tokenizer.value()->encode(std::string(100, 'a'), {false, SpecialPolicy::match}, ids);
  CHECK(status.code() == Code::limit);
  CHECK(status.message().find("normalizer_spec: its table of replacements makes a text more than 1024 times") !=
        std::string::npos);
}

TEST("a piece too long for BPE is refused, and nested unused pieces do not need the stack") {
  CHECK(open(kUnknown + piece(std::string(5000, 'a')) + kBpe).status().code() == Code::limit);
  std::string file = kUnknown + piece("a", 0);
  for (std::size_t length = 2; length <= 1500; ++length) {
    file += piece(std::string(length, 'a'), -static_cast<float>(length), 5);
  }
  const auto tokenizer = open(file + kBpe + bytes(3, number(3, 0)));
  REQUIRE_OK(tokenizer);
  IdList ids;
  REQUIRE_OK(tokenizer.value()->encode(std::string(3000, 'a'), {false, SpecialPolicy::match}, ids));
  CHECK_EQUAL(ids.size(), std::size_t{3000});
}

TEST("a text that is a control piece is refused where it must be a piece of text") {
  const auto tokenizer =
      open(kUnknown + piece("x", 0, 3) + piece("a") + bytes(2, number(3, 4)) + bytes(3, number(3, 0)));
  REQUIRE_OK(tokenizer);
  IdList ids;
  CHECK(tokenizer.value()->encode("ax", {false, SpecialPolicy::match}, ids).code() == Code::bad_argument);
}

}  // namespace
}  // namespace tg::test
