#include "tokenizer/formats/outline.h"

#include <utility>

#include "base/json_walk.h"
#include "tokenizer/formats/json_added_tokens.h"

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

}  // namespace

Status read_outline_member(json::Reader& reader, const std::string& key, TokenizerSpec& spec) {
  if (key == "normalizer") return read_stage(reader, key, spec.name, spec.normalizer);
  if (key == "pre_tokenizer") return read_stage(reader, key, spec.name, spec.pre_tokenizer);
  if (key == "post_processor") return read_stage(reader, key, spec.name, spec.post_processor);
  if (key == "decoder") return read_stage(reader, key, spec.name, spec.decoder);
  if (key == "added_tokens") return read_json_added_tokens(reader, spec.name, spec.added_tokens);
  return reader.skip_value();
}

Result<TokenizerSpec> read_outline(std::string_view outline, const std::string& name) {
  TokenizerSpec spec;
  spec.name = name;
  if (outline.empty()) return spec;
  json::Reader reader(outline, name);
  const Status read = json::for_each_member(reader, [&](const std::string& key) -> Status {
    if (key != "model") return read_outline_member(reader, key, spec);
    Result<json::Value> options = reader.read_value();
    if (!options.ok()) return options.status();
    spec.model.options = std::move(options).value();
    return {};
  });
  if (!read.ok()) return read;
  TG_RETURN_IF_ERROR(reader.finish());
  return spec;
}

}  // namespace tg
