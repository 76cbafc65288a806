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
#include "tokenizer/formats/outline.h"
#include "tokenizer/formats/token_index.h"

namespace tg {
namespace {

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

// The one version there is; the reference refuses any other.
Status check_version(json::Reader& reader) {
  std::string version;
  TG_RETURN_IF_ERROR(reader.read_string(version));
  if (version == "1.0") return {};
  return Status::error(Code::unsupported,
                       reader.error("version " + quote(version) + " is not supported; it is \"1.0\"").message());
}

Status read_member(json::Reader& reader, const std::string& key, Document& document) {
  if (key == "version") return check_version(reader);
  if (key == "model") return read_model(reader, document);
  return read_outline_member(reader, key, document.spec);
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
