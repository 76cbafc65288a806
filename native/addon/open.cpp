#include "open.h"

#include "added_tokens.h"
#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "shared_tokenizers.h"
#include "tokenizer.h"
#include "values.h"

namespace tg::addon {
namespace {

struct NamedFormat {
  const char* name;
  TokenizerFormat format;
};

constexpr NamedFormat kFormats[] = {{"tokenizer.json", TokenizerFormat::tokenizer_json},
                                    {"tiktoken", TokenizerFormat::tiktoken},
                                    {"tekken.json", TokenizerFormat::tekken},
                                    {"tokenizer.model", TokenizerFormat::sentencepiece},
                                    {"vocab.json", TokenizerFormat::vocab_and_merges}};

TokenizerFormat to_format(Napi::Value value) {
  const std::string given = value.IsString() ? to_string(value, "options.format") : "";
  std::string known;
  for (const auto& [name, format] : kFormats) {
    if (given == name) return format;
    known += (known.empty() ? "\"" : ", \"") + std::string(name) + "\"";
  }
  refuse(value, "options.format", "one of " + known);
}

OpenOptions to_open_options(Napi::Value value) {
  const Napi::Object object = to_object(value, "options");
  OpenOptions options{};
  options.format = to_format(object.Get("format"));
  options.pattern = to_string(object.Get("pattern"), "options.pattern");
  options.special_tokens = to_added_tokens(object.Get("specialTokens"), "options.specialTokens");
  options.merges_path = to_string(object.Get("mergesPath"), "options.mergesPath");
  options.outline = to_string(object.Get("outline"), "options.outline");
  return options;
}

// Building the tables takes as much memory again, which nobody needs afterwards.
Result<TokenizerHandle> opened(Result<TokenizerHandle> tokenizer) {
  return_freed_memory();
  return tokenizer;
}

Napi::Value open_tokenizer(const Napi::CallbackInfo& info) {
  auto work = [path = to_path(info[0], "path"), options = to_open_options(info[1])](const std::atomic<bool>*) {
    return opened(Tokenizer::open(path, options));
  };
  return run_async(info.Env(), "tokengraft.openTokenizer", nullptr, std::move(work), make_tokenizer);
}

Napi::Value parse_tokenizer(const Napi::CallbackInfo& info) {
  auto work = [bytes = copy<std::uint8_t>(info[0], "bytes"), name = to_string(info[1], "name"),
               options = to_open_options(info[2])](const std::atomic<bool>*) {
    return opened(Tokenizer::parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name, options));
  };
  return run_async(info.Env(), "tokengraft.parseTokenizer", nullptr, std::move(work), make_tokenizer);
}

// Undefined when the id is unknown, or its tokenizer is gone.
Napi::Value open_shared(const Napi::CallbackInfo& info) {
  TokenizerHandle tokenizer = SharedTokenizers::of_process().find(to_string(info[0], "id"));
  return tokenizer ? make_tokenizer(info.Env(), std::move(tokenizer)) : info.Env().Undefined();
}

Napi::Value find_named_pattern(const Napi::CallbackInfo& info) {
  return make_string(info.Env(), take(named_pattern(to_string(info[0], "name"))));
}

}  // namespace

void export_open(Napi::Object exports) {
  export_function<open_tokenizer>(exports, "openTokenizer");
  export_function<parse_tokenizer>(exports, "parseTokenizer");
  export_function<open_shared>(exports, "openShared");
  export_function<find_named_pattern>(exports, "namedPattern");
}

}  // namespace tg::addon
