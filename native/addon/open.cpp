#include "open.h"

#include "added_tokens.h"
#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "tokenizer.h"

namespace tg::addon {
namespace {

TokenizerFormat to_format(napi_env env, napi_value value) {
  if (type_of(env, value) == napi_string) {
    const std::string format = to_string(env, value, "options.format");
    if (format == "tokenizer.json") return TokenizerFormat::tokenizer_json;
    if (format == "tiktoken") return TokenizerFormat::tiktoken;
  }
  refuse(env, "options.format", "\"tokenizer.json\" or \"tiktoken\"", value);
}

OpenOptions to_open_options(napi_env env, napi_value value) {
  expect_object(env, value, "options");
  OpenOptions options{};
  options.format = to_format(env, property(env, value, "format"));
  options.pattern = to_string(env, property(env, value, "pattern"), "options.pattern");
  options.special_tokens = to_added_tokens(env, property(env, value, "specialTokens"), "options.specialTokens");
  return options;
}

napi_value open_tokenizer(const Call& call) {
  auto work = [path = to_path(call.env(), call[0], "path"), options = to_open_options(call.env(), call[1])](
                  const std::atomic<bool>*) { return Tokenizer::open(path, options); };
  return run_async(call.env(), "tokengraft.openTokenizer", nullptr, std::move(work), make_tokenizer);
}

napi_value parse_tokenizer(const Call& call) {
  auto work = [bytes = copy<std::uint8_t>(call.env(), call[0], "bytes"), name = to_string(call.env(), call[1], "name"),
               options = to_open_options(call.env(), call[2])](const std::atomic<bool>*) {
    return Tokenizer::parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name, options);
  };
  return run_async(call.env(), "tokengraft.parseTokenizer", nullptr, std::move(work), make_tokenizer);
}

napi_value find_named_pattern(const Call& call) {
  return make_string(call.env(), take(named_pattern(to_string(call.env(), call[0], "name"))));
}

}  // namespace

void export_open(napi_env env, napi_value exports) {
  export_function<open_tokenizer>(env, exports, "openTokenizer");
  export_function<parse_tokenizer>(env, exports, "parseTokenizer");
  export_function<find_named_pattern>(env, exports, "namedPattern");
}

}  // namespace tg::addon
