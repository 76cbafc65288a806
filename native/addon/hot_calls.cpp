#include "hot_calls.h"

#include <algorithm>
#include <array>

#include "addon.h"
#include "convert.h"
#include "values.h"

namespace tg::addon {
namespace {

using Parts = std::shared_ptr<const TokenizerParts>;

constexpr std::size_t kKeptIds = std::size_t{1} << 20;

// A call, its arguments (undefined where there are fewer) and the tokenizer that its function belongs to.
class Call {
 public:
  Call(napi_env env, napi_callback_info info) : env_(env) {
    std::size_t count = arguments_.size();
    void* parts = nullptr;
    NAPI_THROW_IF_FAILED_VOID(env, napi_get_cb_info(env, info, &count, arguments_.data(), nullptr, &parts));
    parts_ = static_cast<const Parts*>(parts)->get();
    addon_ = &Addon::of(env);
  }

  Napi::Env env() const { return env_; }
  Napi::Value operator[](std::size_t i) const { return {env_, arguments_[i]}; }
  Addon& addon() const { return *addon_; }
  const Tokenizer& tokenizer() const {
    if (parts_->tokenizer == nullptr) throw closed_error(env_);
    return *parts_->tokenizer;
  }

 private:
  napi_env env_;
  std::array<napi_value, 4> arguments_;
  const TokenizerParts* parts_;
  Addon* addon_;
};

// Gives memory back after an unusual call.
class Tidy {
 public:
  explicit Tidy(const Call& call) : addon_(call.addon()) {}
  ~Tidy() {
    addon_.bytes.clear();
    addon_.units.clear();
    if (addon_.ids.capacity() > kKeptIds) IdList().swap(addon_.ids);
  }
  Tidy(const Tidy&) = delete;
  Tidy& operator=(const Tidy&) = delete;

 private:
  Addon& addon_;
};

EncodeOptions options_for(const Text& text, Napi::Value add_special_tokens, Napi::Value special) {
  EncodeOptions options = to_encode_options(add_special_tokens, special);
  options.is_utf8 = text.is_utf8();
  return options;
}

Text text_of(const Call& call) {
  return Text::of_string_or_bytes(call[0], "text", call.addon().text);
}

// The ids, in memory that the next call uses again.
IdList& encode_text(const Call& call, const Text& text, const EncodeOptions& options) {
  IdList& ids = call.addon().ids;
  ids.clear();
  check(call.tokenizer().encode(text.view(), options, ids));
  return ids;
}

Napi::Value encode(const Call& call) {
  const Tidy tidy(call);
  const Text text = text_of(call);
  const EncodeOptions options = options_for(text, call[1], call[2]);
  return copy_to_typed_array<TokenId>(call.env(), encode_text(call, text, options));
}

Napi::Value encode_into(const Call& call) {
  const Tidy tidy(call);
  const Text text = text_of(call);
  const std::span<TokenId> target = borrow_target<TokenId>(call[1], "target");
  const EncodeOptions options = options_for(text, call[2], call[3]);
  const IdList& ids = encode_text(call, text, options);
  std::copy_n(ids.begin(), std::min(ids.size(), target.size()), target.begin());
  return make_number(call.env(), ids.size());
}

Napi::Value count(const Call& call) {
  const Text text = text_of(call);
  const EncodeOptions options = options_for(text, call[1], call[2]);
  const std::size_t limit = call[3].IsUndefined() ? ~std::size_t{0} : to_integer(call[3], "limit");
  return make_number(call.env(), take(call.tokenizer().count(text.view(), options, limit)));
}

DecodedBytes decode_ids(const Call& call) {
  const bool skip = to_boolean(call[1], "skipSpecialTokens");
  return call.tokenizer().decode_bytes(borrow<TokenId>(call[0], "ids"), skip, call.addon().bytes);
}

Napi::Value decode(const Call& call) {
  const Tidy tidy(call);
  return make_text(call.env(), decode_ids(call), call.addon().units);
}

Napi::Value decode_bytes(const Call& call) {
  const Tidy tidy(call);
  const std::string_view bytes = decode_ids(call).bytes;
  return copy_to_typed_array<std::uint8_t>(call.env(),
                                           {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// node-addon-api's own wrapper would ask for `this`.
template <Napi::Value (*body)(const Call&)>
napi_value hot_entry(napi_env env, napi_callback_info info) {
  try {
    return guarded(env, [&] { return body(Call(env, info)); });
  } catch (const Napi::Error& error) {
    error.ThrowAsJavaScriptException();
    return nullptr;
  }
}

void release_parts(napi_env, void* parts, void*) {
  delete static_cast<Parts*>(parts);
}

// JavaScript may keep the function longer than the object, so it shares what it works on.
template <Napi::Value (*body)(const Call&)>
void define(Napi::Object object, const char* name, const Parts& parts) {
  const Napi::Env env = object.Env();
  auto own = std::make_unique<Parts>(parts);
  napi_value function = nullptr;
  NAPI_THROW_IF_FAILED_VOID(env,
                            napi_create_function(env, name, NAPI_AUTO_LENGTH, hot_entry<body>, own.get(), &function));
  NAPI_THROW_IF_FAILED_VOID(env, napi_add_finalizer(env, function, own.get(), release_parts, nullptr, nullptr));
  static_cast<void>(own.release());
  NAPI_THROW_IF_FAILED_VOID(env, napi_set_named_property(env, object, name, function));
}

}  // namespace

void define_hot_calls(Napi::Object object, const std::shared_ptr<const TokenizerParts>& parts) {
  define<encode>(object, "encode", parts);
  define<encode_into>(object, "encodeInto", parts);
  define<count>(object, "count", parts);
  define<decode>(object, "decode", parts);
  define<decode_bytes>(object, "decodeBytes", parts);
}

}  // namespace tg::addon
