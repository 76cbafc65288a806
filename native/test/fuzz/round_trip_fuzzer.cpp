// Text to ids and back. The first bytes pick a tiny tokenizer and its added tokens, the rest is the text; where nothing
// rewrites the text, what comes back is the text.
#include <array>
#include <memory>
#include <string>

#include "check.h"
#include "exercise.h"
#include "text/utf8.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

constexpr std::array<const char*, 8> kPreTokenizers = {
    R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true})",
    R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false})",
    R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},)"
    R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]})",
    R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\p{N}{1,3}|[^\\p{N}]+?"},)"
    R"("behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})",
    R"({"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},)"
    R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})",
    R"-({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?<=\\w)\\s+|\\S(?!\\d)"},)-"
    R"-("behavior":"MergedWithPrevious","invert":false},)-"
    R"-({"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]})-",
    R"({"type":"Sequence","pretokenizers":[{"type":"FixedLength","length":3},)"
    R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})",
    R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"String":"l"},"behavior":"MergedWithNext",)"
    R"("invert":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]})",
};

struct Case {
  std::shared_ptr<const Tokenizer> tokenizer;
  bool keeps_bytes;  // no stage rewrites the text
};

std::string added(unsigned flags) {
  const auto flagged = [&](unsigned shift) {
    std::string letters;
    for (unsigned i = 0; i < 2; ++i) letters += (flags >> (shift + i) & 1) != 0 ? std::string(1, "ws"[i]) : "";
    return letters;
  };
  return "[" + added_token(1000, "<|x|>", flagged(0)) + "," + added_token(1001, "<|x|><|", flagged(2)) + "," +
         added_token(1002, "lo w", flagged(4)) + "]";
}

Case make_case(std::uint8_t kind, std::uint8_t flags) {
  const bool fallback = kind % 9 == 8;
  TinyJson parts = fallback ? byte_fallback() : byte_level();
  if (!fallback) parts.pre_tokenizer = kPreTokenizers[kind % 9];
  parts.added = (kind & 0x80) != 0 ? added(flags) : "[]";
  auto tokenizer = parse_tiny(parts);
  CHECK(tokenizer.ok() || tokenizer.status().code() == Code::unsupported);  // a build without PCRE2
  return {tokenizer.ok() ? tokenizer.value() : nullptr, !fallback};
}

const Case& case_of(std::uint8_t kind, std::uint8_t flags) {
  static std::array<std::unique_ptr<Case>, std::size_t{256} * 64> cases;
  std::unique_ptr<Case>& made = cases[kind * std::size_t{64} + flags % 64];
  if (!made) made = std::make_unique<Case>(make_case(kind, flags));
  return *made;
}

void round_trip(const Case& with, std::string_view text) {
  exercise(*with.tokenizer, text);
  if (!with.keeps_bytes || !is_valid_utf8(text)) return;
  for (const SpecialPolicy special : {SpecialPolicy::match, SpecialPolicy::literal}) {
    const IdList ids = ids_of(*with.tokenizer, text, {false, special});
    ByteBuffer buffer;
    CHECK_EQUAL(with.tokenizer->decode_bytes(ids, false, buffer).bytes, text);
    CHECK_EQUAL(with.tokenizer->decode(ids, false), std::string(text));
  }
}

}  // namespace
}  // namespace tg::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const tg::test::Case& with = tg::test::case_of(data[0], data[1]);
  if (with.tokenizer) tg::test::round_trip(with, tg::test::as_text(data + 2, size - 2));
  return 0;
}
