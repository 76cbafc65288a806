// tokenizer.json, the format of Hugging Face's tokenizers. `truncation` and `padding` say how a caller wants its
// batches, not which ids a text has, and are passed over like every unknown member.
#include <optional>
#include <utility>

#include "base/json_walk.h"
#include "base/quote.h"
#include "tokenizer/formats/formats.h"
#include "tokenizer/formats/json_added_tokens.h"
#include "tokenizer/formats/json_model.h"
#include "tokenizer/formats/look_alike.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

Status read_stage(json::Reader& reader, const std::string& field, const std::string& name, StageSpec& stage) {
  Result<json::Value> options = reader.read_value();
  if (!options.ok()) return options.status();
  if (!options.value().is_null() && !options.value().is_object()) {
    return reader.error(field + ": expected an object or null");
  }
  stage = {std::move(options).value(), name + ": " + field};
  return {};
}

struct Document {
  TokenizerSpec spec;
  bool has_model = false;
};

Status read_model(json::Reader& reader, Document& document) {
  Result<ModelSpec> model = read_json_model(reader, document.spec.name);
  if (!model.ok()) return model.status();
  document.spec.model = std::move(model).value();
  document.has_model = true;
  return {};
}

Status read_member(json::Reader& reader, const std::string& key, Document& document) {
  TokenizerSpec& spec = document.spec;
  if (key == "normalizer") return read_stage(reader, key, spec.name, spec.normalizer);
  if (key == "pre_tokenizer") return read_stage(reader, key, spec.name, spec.pre_tokenizer);
  if (key == "post_processor") return read_stage(reader, key, spec.name, spec.post_processor);
  if (key == "decoder") return read_stage(reader, key, spec.name, spec.decoder);
  if (key == "added_tokens") return read_json_added_tokens(reader, spec.name, spec.added_tokens);
  if (key == "model") return read_model(reader, document);
  return reader.skip_value();
}

bool begins_like_object(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && bytes[begin] == '{';
}

Status missing_model(std::string_view bytes, const std::string& name) {
  TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a tokenizer.json"));
  return Status::error(Code::bad_file, name + ": the member \"model\" is missing");
}

}  // namespace

Result<TokenizerSpec> read_tokenizer_json(std::string_view bytes, const std::string& name, const OpenOptions&) {
  if (!begins_like_object(bytes)) TG_RETURN_IF_ERROR(refuse_foreign_file(bytes, name, "a tokenizer.json"));
  Document document;
  document.spec.name = name;
  json::Reader reader(bytes, name);
  TG_RETURN_IF_ERROR(
      json::for_each_member(reader, [&](const std::string& key) { return read_member(reader, key, document); }));
  TG_RETURN_IF_ERROR(reader.finish());
  if (!document.has_model) return missing_model(bytes, name);
  TokenizerSpec& spec = document.spec;
  TG_RETURN_IF_ERROR(check_added_tokens(spec.added_tokens, spec.model.vocabulary, name + ": added_tokens"));
  return std::move(spec);
}

}  // namespace tg
