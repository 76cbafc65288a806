#include "tokenizer.h"

#include <limits>

#include "added_tokens.h"
#include "addon.h"
#include "convert.h"
#include "hot_calls.h"
#include "offsets.h"
#include "promise_worker.h"
#include "shared_tokenizers.h"
#include "text_feed.h"
#include "tokengraft/device.h"
#include "values.h"

namespace tg::addon {
namespace {

constexpr double kMaxTokenId = std::numeric_limits<TokenId>::max();
constexpr double kLongestKept = 24.0 * 60 * 60 * 1000;  // a day, in milliseconds

Napi::TypeError not_for_javascript(Napi::Env env) {
  return Napi::TypeError::New(env, "a Tokenizer is made by openTokenizer or parseTokenizer");
}

TokenizerParts parts_of_newborn(Napi::Env env) {
  const TokenizerParts* const newborn = Addon::of(env).newborn;
  if (newborn == nullptr) throw not_for_javascript(env);
  return *newborn;
}

Napi::Object make_object(Napi::Env env, const TokenizerParts& parts) {
  struct Birth {
    Addon& addon;
    ~Birth() { addon.newborn = nullptr; }
  };
  const Birth birth{Addon::of(env)};
  birth.addon.newborn = &parts;
  return birth.addon.tokenizer_class.New({});
}

Napi::Object make_encoding(Napi::Env env, const Encoding& encoding) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ids", copy_to_typed_array<TokenId>(env, encoding.ids));
  object.Set("offsets", copy_to_typed_array<std::uint32_t>(env, encoding.offsets));
  object.Set("typeIds", copy_to_typed_array<std::uint8_t>(env, encoding.type_ids));
  object.Set("specialTokensMask", copy_to_typed_array<std::uint8_t>(env, encoding.special_mask));
  object.Set("wordIds", copy_to_typed_array<std::int32_t>(env, encoding.word_ids));
  object.Set("sequenceIds", copy_to_typed_array<std::int32_t>(env, encoding.sequence_ids));
  return object;
}

void ignore(const Napi::CallbackInfo&) {}

// What encodingAsync is given.
struct EncodingInput {
  EncodingInput(TokenizerHandle handle, const Napi::CallbackInfo& info)
      : tokenizer(std::move(handle)),
        text(info[0], "text", text_buffer),
        options(to_encode_options(info[2], info[3])),
        unit(static_cast<OffsetUnit>(to_integer(info[4], "unit", 3))) {
    if (!info[1].IsUndefined()) pair.emplace(info[1], "pair", pair_buffer);
  }

  Result<Encoding> run(const std::atomic<bool>* cancelled) const {
    const auto second = pair.has_value() ? std::optional(pair->view()) : std::nullopt;
    Result<Encoding> result = tokenizer->encoding(text.view(), second, options, cancelled);
    if (!result.ok()) return result;
    convert_offsets(result.value(), {text.view(), second.value_or("")}, unit, cancelled);
    if (cancelled != nullptr && cancelled->load()) return Status::error(Code::limit, "cancelled");
    return result;
  }

  TokenizerHandle tokenizer;
  TextBuffer text_buffer;
  TextBuffer pair_buffer;
  Text text;
  std::optional<Text> pair;
  EncodeOptions options;
  OffsetUnit unit;
};

// What encodeBatch and countBatch are given.
struct BatchInput {
  BatchInput(TokenizerHandle handle, const Napi::CallbackInfo& info)
      : tokenizer(std::move(handle)),
        texts(to_array(info[0], "texts")),
        options(to_encode_options(info[1], info[2])),
        threads(to_threads(info[3])),
        device(info[5].IsUndefined() ? "" : to_path(info[5], "device")) {}

  Status encode(const std::atomic<bool>* cancelled, EncodedBatch& batch) {
    if (device.empty()) return tokenizer->encode_batch(texts, options, threads, cancelled, batch);
    return on_device([&](const Backend& loaded) {
      return tokenizer->encode_batch_on(loaded, all_texts(), options, threads, cancelled, batch);
    });
  }
  Status count(const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) {
    if (device.empty()) return tokenizer->count_batch(texts, options, threads, cancelled, counts);
    return on_device([&](const Backend& loaded) {
      return tokenizer->count_batch_on(loaded, all_texts(), options, threads, cancelled, counts);
    });
  }

  TokenizerHandle tokenizer;
  TextFeed texts;
  EncodeOptions options;
  unsigned threads;
  std::string device;  // its library; empty: none, the processor

 private:
  template <class Work>
  Status on_device(Work work) const {
    const auto loaded = load_device(device);
    return loaded.ok() ? work(*loaded.value()) : loaded.status();
  }
  std::vector<std::string_view> all_texts() {
    std::vector<std::string_view> all;
    while (const auto group = texts.next()) all.insert(all.end(), group->texts.begin(), group->texts.end());
    return all;
  }
};

// Begins with the texts that were read while the others still are, unless one thread is to do it all.
template <class Work, class Answer>
Napi::Value run_batch(const Napi::CallbackInfo& info, const char* name, BatchInput& input, Work work, Answer answer) {
  const Napi::Array texts = to_array(info[0], "texts");
  const CancelFlag cancelled = to_cancel_flag(info[4]);
  const auto start = [&] { return run_async(info.Env(), name, cancelled, std::move(work), std::move(answer)); };
  if (input.threads == 1) {
    input.texts.read(texts, "texts");
    return start();
  }
  const auto promise = start().template As<Napi::Promise>();
  try {
    input.texts.read(texts, "texts");
  } catch (...) {
    promise.Catch(Napi::Function::New<ignore>(info.Env()));  // nobody is going to see how it ends
    throw;
  }
  return promise;
}

Napi::Object make_batch(Napi::Env env, EncodedBatch& batch, unsigned threads) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("ids", make_typed_array<TokenId>(env, batch.size(), [&](TokenId* to) { batch.move_ids(threads, to); }));
  object.Set("begins", copy_to_float64_array(env, batch.begins));
  return object;
}

}  // namespace

Napi::FunctionReference TokenizerObject::define(Napi::Env env) {
  using T = TokenizerObject;
  return Napi::Persistent(DefineClass(
      env, "Tokenizer",
      {method<&T::encoding>("encoding"), method<&T::encoding_async>("encodingAsync"), method<&T::share>("share"),
       method<&T::encode_batch>("encodeBatch"), method<&T::count_batch>("countBatch"),
       method<&T::last_seam>("lastSeam"), method<&T::token_to_id>("tokenToId"), method<&T::id_to_token>("idToToken"),
       method<&T::tokens>("tokens"), method<&T::size>("size"), method<&T::id_bound>("idBound"),
       method<&T::added_tokens>("addedTokens"), method<&T::with_added_tokens>("withAddedTokens"),
       method<&T::describe>("describe"), method<&T::close>("close")}));
}

Napi::Value TokenizerObject::OnCalledAsFunction(const Napi::CallbackInfo& info) {
  throw not_for_javascript(info.Env());
}

TokenizerObject::TokenizerObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<TokenizerObject>(info), parts_(std::make_shared<TokenizerParts>(parts_of_newborn(info.Env()))) {
  define_hot_calls(info.This().As<Napi::Object>(), parts_);
  own_memory_.emplace(info.Env(), tokenizer().memory_bytes());
}

const TokenizerHandle& TokenizerObject::handle() const {
  if (parts_->tokenizer == nullptr) throw closed_error(Env());
  return parts_->tokenizer;
}

Napi::Value TokenizerObject::encoding(const Napi::CallbackInfo& info) {
  Addon& addon = Addon::of(info.Env());
  const Text text(info[0], "text", addon.text);
  std::optional<Text> pair;
  if (!info[1].IsUndefined()) pair.emplace(info[1], "pair", addon.pair);
  const EncodeOptions options = to_encode_options(info[2], info[3]);
  const auto unit = static_cast<OffsetUnit>(to_integer(info[4], "unit", 3));
  const auto second = pair.has_value() ? std::optional(pair->view()) : std::nullopt;
  Encoding result = take(tokenizer().encoding(text.view(), second, options));
  convert_offsets(result, {text.view(), second.value_or("")}, unit);
  return make_encoding(info.Env(), result);
}

Napi::Value TokenizerObject::encoding_async(const Napi::CallbackInfo& info) {
  auto work = [input = std::make_shared<const EncodingInput>(handle(), info)](const std::atomic<bool>* cancelled) {
    return input->run(cancelled);
  };
  return run_async(info.Env(), "tokengraft.encoding", to_cancel_flag(info[5]), std::move(work), make_encoding);
}

Napi::Value TokenizerObject::encode_batch(const Napi::CallbackInfo& info) {
  const auto input = std::make_shared<BatchInput>(handle(), info);
  const auto work = [input](const std::atomic<bool>* cancelled) -> Result<EncodedBatch> {
    EncodedBatch batch;
    TG_RETURN_IF_ERROR(input->encode(cancelled, batch));
    return batch;
  };
  const auto answer = [threads = input->threads](Napi::Env env, EncodedBatch& batch) {
    return make_batch(env, batch, threads);
  };
  return run_batch(info, "tokengraft.encodeBatch", *input, work, answer);
}

Napi::Value TokenizerObject::count_batch(const Napi::CallbackInfo& info) {
  using Counts = std::vector<std::size_t>;
  const auto input = std::make_shared<BatchInput>(handle(), info);
  const auto work = [input](const std::atomic<bool>* cancelled) -> Result<Counts> {
    Counts counts;
    TG_RETURN_IF_ERROR(input->count(cancelled, counts));
    return counts;
  };
  const auto answer = [](Napi::Env env, const Counts& counts) { return copy_to_float64_array(env, counts); };
  return run_batch(info, "tokengraft.countBatch", *input, work, answer);
}

Napi::Value TokenizerObject::last_seam(const Napi::CallbackInfo& info) {
  const Text text(info[0], "text", Addon::of(info.Env()).text);
  return make_number(info.Env(), utf16_units(text.view().substr(0, tokenizer().last_seam(text.view()))));
}

Napi::Value TokenizerObject::token_to_id(const Napi::CallbackInfo& info) {
  const Text token(info[0], "token", Addon::of(info.Env()).text);
  const std::optional<TokenId> id = tokenizer().token_to_id(token.view());
  return id.has_value() ? Napi::Number::New(info.Env(), *id) : info.Env().Undefined();
}

Napi::Value TokenizerObject::id_to_token(const Napi::CallbackInfo& info) {
  const auto id = static_cast<TokenId>(to_integer(info[0], "id", kMaxTokenId));
  const std::optional<std::string> token = tokenizer().id_to_token(id);
  return token.has_value() ? make_string(info.Env(), *token) : info.Env().Undefined();
}

// In one call: a hundred thousand calls of idToToken cost more than all strings do.
Napi::Value TokenizerObject::tokens(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto bound = static_cast<TokenId>(tokenizer().id_bound());
  Napi::Array tokens = Napi::Array::New(env, bound);
  for (TokenId id = 0; id < bound; ++id) {
    const Napi::HandleScope scope(env);
    const std::optional<std::string> token = tokenizer().id_to_token(id);
    tokens.Set(id, token.has_value() ? make_string(env, *token) : env.Undefined());
  }
  return tokens;
}

Napi::Value TokenizerObject::size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(tokenizer().size()));
}

Napi::Value TokenizerObject::id_bound(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(tokenizer().id_bound()));
}

Napi::Value TokenizerObject::added_tokens(const Napi::CallbackInfo& info) {
  return make_token_columns(info.Env(), tokenizer().added_tokens());
}

Napi::Value TokenizerObject::with_added_tokens(const Napi::CallbackInfo& info) {
  std::vector<TokenId> ids;
  TokenizerHandle grown = take(tokenizer().with_added_tokens(to_added_tokens(info[0], info[1]), ids));
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("tokenizer", make_object(info.Env(), {std::move(grown), parts_->shared_memory}));
  result.Set("ids", copy_to_typed_array<TokenId>(info.Env(), ids));
  return result;
}

Napi::Value TokenizerObject::share(const Napi::CallbackInfo& info) {
  const auto keep = std::chrono::milliseconds(to_integer(info[0], "milliseconds", kLongestKept));
  return make_string(info.Env(), SharedTokenizers::of_process().share(handle(), keep));
}

Napi::Value TokenizerObject::describe(const Napi::CallbackInfo& info) {
  return make_string(info.Env(), tokenizer().describe());
}

Napi::Value TokenizerObject::close(const Napi::CallbackInfo& info) {
  *parts_ = {};
  own_memory_.reset();
  return_freed_memory();
  return info.Env().Undefined();
}

TokenizerHandle to_tokenizer(Napi::Value value, std::string_view name) {
  const Napi::Function known = Addon::of(value.Env()).tokenizer_class.Value();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(known)) refuse(value, name, "a Tokenizer");
  return TokenizerObject::Unwrap(value.As<Napi::Object>())->handle();
}

Napi::TypeError closed_error(Napi::Env env) {
  return Napi::TypeError::New(env, "the tokenizer is closed");
}

Napi::Value make_tokenizer(Napi::Env env, TokenizerHandle tokenizer) {
  auto shared_memory = Addon::of(env).memory_of(env, *tokenizer);
  return make_object(env, {std::move(tokenizer), std::move(shared_memory)});
}

}  // namespace tg::addon
