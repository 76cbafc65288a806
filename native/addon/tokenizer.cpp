#include "tokenizer.h"

#include <limits>

#include "added_tokens.h"
#include "convert.h"
#include "entry.h"
#include "environment.h"
#include "offsets.h"
#include "promise_worker.h"

namespace tg::addon {
namespace {

constexpr double kMaxTokenId = std::numeric_limits<TokenId>::max();
constexpr std::size_t kKeptIds = std::size_t{1} << 20;

const Tokenizer& self(const Call& call) {
  return *self_of<TokenizerHandle>(call.env(), call.self());
}

napi_value construct(const Call& call) {
  TokenizerHandle tokenizer = std::exchange(Environment::of(call.env()).newborn, nullptr);
  if (tokenizer == nullptr) throw WrongCall{"a Tokenizer is made by openTokenizer or parseTokenizer"};
  attach(call.env(), call.self(), std::make_unique<TokenizerHandle>(std::move(tokenizer)));
  return call.self();
}

napi_value encode(const Call& call) {
  Environment& environment = Environment::of(call.env());
  const Tokenizer& tokenizer = self(call);
  const Text text(call.env(), call[0], "text", environment.text);
  const EncodeOptions options = to_encode_options(call.env(), call[1], call[2]);
  std::vector<TokenId>& ids = environment.ids;
  ids.clear();
  check(tokenizer.encode(text.view(), options, ids));
  const napi_value result = copy_to_typed_array<TokenId>(call.env(), ids);
  if (ids.capacity() > kKeptIds) std::vector<TokenId>().swap(ids);
  return result;
}

napi_value make_encoding(napi_env env, const Encoding& encoding) {
  const napi_value object = make_object(env);
  set(env, object, "ids", copy_to_typed_array<TokenId>(env, encoding.ids));
  set(env, object, "offsets", copy_to_typed_array<std::uint32_t>(env, encoding.offsets));
  set(env, object, "typeIds", copy_to_typed_array<std::uint8_t>(env, encoding.type_ids));
  set(env, object, "specialTokensMask", copy_to_typed_array<std::uint8_t>(env, encoding.special_mask));
  set(env, object, "wordIds", copy_to_typed_array<std::int32_t>(env, encoding.word_ids));
  set(env, object, "sequenceIds", copy_to_typed_array<std::int32_t>(env, encoding.sequence_ids));
  return object;
}

napi_value encoding(const Call& call) {
  Environment& environment = Environment::of(call.env());
  const Tokenizer& tokenizer = self(call);
  const Text text(call.env(), call[0], "text", environment.text);
  std::optional<Text> pair;
  if (!is_undefined(call.env(), call[1])) pair.emplace(call.env(), call[1], "pair", environment.pair);
  const EncodeOptions options = to_encode_options(call.env(), call[2], call[3]);
  const auto unit = static_cast<OffsetUnit>(to_integer(call.env(), call[4], "unit", 3));
  const auto second = pair.has_value() ? std::optional(pair->view()) : std::nullopt;
  Encoding result = take(tokenizer.encoding(text.view(), second, options));
  convert_offsets(result, {text.view(), second.value_or("")}, unit);
  return make_encoding(call.env(), result);
}

napi_value count(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  const Text text(call.env(), call[0], "text", Environment::of(call.env()).text);
  const EncodeOptions options = to_encode_options(call.env(), call[1], call[2]);
  return make_number(call.env(), static_cast<double>(take(tokenizer.count(text.view(), options))));
}

// What encodeBatch and countBatch are given.
struct BatchInput {
  explicit BatchInput(const Call& call)
      : tokenizer(self_of<TokenizerHandle>(call.env(), call.self())),
        texts(to_texts(call.env(), call[0], "texts")),
        options(to_encode_options(call.env(), call[1], call[2])),
        threads(to_threads(call.env(), call[3])) {}

  TokenizerHandle tokenizer;
  Texts texts;
  EncodeOptions options;
  unsigned threads;
};

napi_value make_batch(napi_env env, const EncodedBatch& batch) {
  const napi_value object = make_object(env);
  set(env, object, "ids", copy_to_typed_array<TokenId>(env, batch.ids));
  set(env, object, "begins", copy_to_float64_array(env, batch.begins));
  return object;
}

napi_value encode_batch(const Call& call) {
  auto work = [input = BatchInput(call)](const std::atomic<bool>* cancelled) -> Result<EncodedBatch> {
    EncodedBatch batch;
    TG_RETURN_IF_ERROR(
        input.tokenizer->encode_batch(input.texts.views(), input.options, input.threads, cancelled, batch));
    return batch;
  };
  return run_async(call.env(), "tokengraft.encodeBatch", to_cancel_flag(call.env(), call[4]), std::move(work),
                   make_batch);
}

napi_value count_batch(const Call& call) {
  using Counts = std::vector<std::size_t>;
  auto work = [input = BatchInput(call)](const std::atomic<bool>* cancelled) -> Result<Counts> {
    Counts counts;
    TG_RETURN_IF_ERROR(
        input.tokenizer->count_batch(input.texts.views(), input.options, input.threads, cancelled, counts));
    return counts;
  };
  const auto answer = [](napi_env env, const Counts& counts) { return copy_to_float64_array(env, counts); };
  return run_async(call.env(), "tokengraft.countBatch", to_cancel_flag(call.env(), call[4]), std::move(work), answer);
}

napi_value decode(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  const bool skip = to_boolean(call.env(), call[1], "skipSpecialTokens");
  return make_string(call.env(), tokenizer.decode(borrow<TokenId>(call.env(), call[0], "ids"), skip));
}

napi_value decode_bytes(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  const bool skip = to_boolean(call.env(), call[1], "skipSpecialTokens");
  const std::string bytes = tokenizer.decode_bytes(borrow<TokenId>(call.env(), call[0], "ids"), skip);
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return copy_to_typed_array<std::uint8_t>(call.env(), {first, bytes.size()});
}

napi_value token_to_id(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  const Text token(call.env(), call[0], "token", Environment::of(call.env()).text);
  const std::optional<TokenId> id = tokenizer.token_to_id(token.view());
  return id.has_value() ? make_number(call.env(), *id) : undefined(call.env());
}

napi_value id_to_token(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  const auto id = static_cast<TokenId>(to_integer(call.env(), call[0], "id", kMaxTokenId));
  const std::optional<std::string> token = tokenizer.id_to_token(id);
  return token.has_value() ? make_string(call.env(), *token) : undefined(call.env());
}

napi_value size(const Call& call) {
  return make_number(call.env(), static_cast<double>(self(call).size()));
}

napi_value id_bound(const Call& call) {
  return make_number(call.env(), static_cast<double>(self(call).id_bound()));
}

napi_value added_tokens(const Call& call) {
  return make_added_tokens(call.env(), self(call).added_tokens());
}

napi_value with_added_tokens(const Call& call) {
  const Tokenizer& tokenizer = self(call);
  std::vector<TokenId> ids;
  TokenizerHandle grown = take(tokenizer.with_added_tokens(to_added_tokens(call.env(), call[0], "tokens"), ids));
  const napi_value result = make_object(call.env());
  set(call.env(), result, "tokenizer", make_tokenizer(call.env(), std::move(grown)));
  set(call.env(), result, "ids", copy_to_typed_array<TokenId>(call.env(), ids));
  return result;
}

napi_value describe(const Call& call) {
  return make_string(call.env(), self(call).describe());
}

}  // namespace

void define_tokenizer(napi_env env) {
  const napi_value constructor = make_class<construct>(
      env, "Tokenizer",
      {method<encode>("encode"), method<encoding>("encoding"), method<count>("count"),
       method<encode_batch>("encodeBatch"), method<count_batch>("countBatch"), method<decode>("decode"),
       method<decode_bytes>("decodeBytes"), method<token_to_id>("tokenToId"), method<id_to_token>("idToToken"),
       method<size>("size"), method<id_bound>("idBound"), method<added_tokens>("addedTokens"),
       method<with_added_tokens>("withAddedTokens"), method<describe>("describe")});
  Environment::of(env).use_tokenizer_class(constructor);
}

napi_value make_tokenizer(napi_env env, TokenizerHandle tokenizer) {
  Environment& environment = Environment::of(env);
  environment.newborn = std::move(tokenizer);
  napi_value object = nullptr;
  const napi_status status = napi_new_instance(env, environment.tokenizer_class(), 0, nullptr, &object);
  environment.newborn = nullptr;
  check(status);
  return object;
}

}  // namespace tg::addon
