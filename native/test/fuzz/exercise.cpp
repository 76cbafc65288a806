#include "exercise.h"

#include <array>
#include <string>
#include <vector>

#include "check.h"
#include "text/utf8.h"

namespace tg::test {
namespace {

constexpr std::array<std::string_view, 6> kTexts = {"",
                                                    "a",
                                                    "Hello, world!  it's 12345\n\n\t x",
                                                    "e\u0301\u200d\U0001F600 \u4E2D\u6587 \uFDFA\u00A0",
                                                    "<s>aa<|x|></s> \u2581ab##b <0x41>",
                                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbb"};

constexpr std::array kOptions = {EncodeOptions{false, SpecialPolicy::match}, EncodeOptions{true, SpecialPolicy::match},
                                 EncodeOptions{true, SpecialPolicy::literal},
                                 EncodeOptions{false, SpecialPolicy::refuse}};

void check_message(const Status& status) {
  CHECK(!status.message().empty());
  CHECK(is_valid_utf8(status.message()));
}

void check_encoding(const Encoding& encoding, const IdList& ids, std::string_view text) {
  CHECK_EQUAL(encoding.ids, ids);
  CHECK_EQUAL(encoding.offsets.size(), 2 * ids.size());
  for (const std::vector<std::int32_t>* numbers : {&encoding.word_ids, &encoding.sequence_ids}) {
    CHECK_EQUAL(numbers->size(), ids.size());
  }
  CHECK_EQUAL(encoding.type_ids.size(), ids.size());
  CHECK_EQUAL(encoding.special_mask.size(), ids.size());
  for (const std::uint32_t offset : encoding.offsets) CHECK(offset <= text.size());
}

void check_batch(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options, const IdList& ids) {
  const std::array<std::string_view, 2> twice = {text, text};
  EncodedBatch batch;
  CHECK(tokenizer.encode_batch(twice, options, 1, nullptr, batch).ok());
  CHECK_EQUAL(batch.begins, (std::vector<std::size_t>{0, ids.size(), 2 * ids.size()}));
}

void encode_under(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options) {
  IdList ids;
  const Status status = tokenizer.encode(text, options, ids);
  const Result<std::size_t> count = tokenizer.count(text, options);
  const Result<Encoding> encoding = tokenizer.encoding(text, std::nullopt, options);
  CHECK_EQUAL(status.ok(), count.ok());
  if (!status.ok()) {
    check_message(status);
    return;
  }
  CHECK_EQUAL(count.value(), ids.size());
  // Its own limit: places take more room than ids.
  if (encoding.ok()) check_encoding(encoding.value(), ids, text);
  if (const auto pair = tokenizer.encoding(text, "b", options); !pair.ok()) check_message(pair.status());
  check_batch(tokenizer, text, options, ids);
  for (const bool skip : {false, true}) {
    CHECK(is_valid_utf8(tokenizer.decode(ids, skip)));
    ByteBuffer buffer;
    tokenizer.decode_bytes(ids, skip, buffer);
  }
}

void ask_for_names(const Tokenizer& tokenizer) {
  CHECK(tokenizer.size() <= tokenizer.id_bound());
  for (TokenId id = 0; id <= tokenizer.id_bound() && id < 300; ++id) {
    if (const auto token = tokenizer.id_to_token(id)) tokenizer.token_to_id(*token);
  }
  CHECK(is_valid_utf8(tokenizer.describe()));
  for (const AddedToken& token : tokenizer.added_tokens()) CHECK(!token.content.empty());
}

void add_tokens(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<AddedToken> tokens(3);
  tokens[0].content = "lo, w";
  tokens[1].content = "a";
  tokens[1].normalized = true;
  tokens[2].content = "<|x|>";
  tokens[2].special = tokens[2].lstrip = tokens[2].rstrip = true;
  std::vector<TokenId> ids;
  const auto grown = tokenizer.with_added_tokens(tokens, ids);
  if (!grown.ok()) return check_message(grown.status());
  CHECK_EQUAL(ids.size(), tokens.size());
  for (const EncodeOptions& options : kOptions) encode_under(*grown.value(), text, options);
}

}  // namespace

void exercise(const Tokenizer& tokenizer, std::string_view text) {
  for (const EncodeOptions& options : kOptions) encode_under(tokenizer, text, options);
}

void read_and_exercise(std::string_view bytes, const OpenOptions& options) {
  const auto tokenizer = Tokenizer::parse(bytes, "fuzz", options);
  if (!tokenizer.ok()) return check_message(tokenizer.status());
  ask_for_names(*tokenizer.value());
  for (const std::string_view text : kTexts) exercise(*tokenizer.value(), text);
  add_tokens(*tokenizer.value(), kTexts[4]);
  const std::array<TokenId, 6> strange = {0, 1, 2, 3, 1u << 20, ~TokenId{0}};
  CHECK(is_valid_utf8(tokenizer.value()->decode(strange, false)));
}

}  // namespace tg::test
