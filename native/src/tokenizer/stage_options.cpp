#include "tokenizer/stage_options.h"

#include "base/quote.h"
#include "text/utf8.h"

namespace tg {
namespace {

std::string shown(const json::Value& value) {
  switch (value.kind()) {
    case json::Value::Kind::null:
      return "nothing";
    case json::Value::Kind::boolean:
      return value.boolean() ? "true" : "false";
    case json::Value::Kind::number:
      return "a number";
    case json::Value::Kind::string:
      return quote(value.string());
    case json::Value::Kind::array:
      return "an array";
    case json::Value::Kind::object:
      return "an object";
  }
  return "";
}

}  // namespace

Result<std::string> read_type(const StageSpec& spec) {
  return read_text(spec, "type");
}

Result<bool> read_flag(const StageSpec& spec, std::string_view field) {
  const json::Value& value = spec.options[field];
  if (!value.is_boolean()) return wrong_field(spec, field, "true or false");
  return value.boolean();
}

Result<bool> read_flag_or(const StageSpec& spec, std::string_view field, bool otherwise) {
  if (spec.options[field].is_null()) return otherwise;
  return read_flag(spec, field);
}

Result<std::string> read_text(const StageSpec& spec, std::string_view field) {
  const json::Value& value = spec.options[field];
  if (!value.is_string()) return wrong_field(spec, field, "a string");
  return value.string();
}

Result<std::string> read_character(const StageSpec& spec, std::string_view field) {
  auto text = read_text(spec, field);
  if (!text.ok()) return text.status();
  const bool one = !text->empty() && utf8_length(static_cast<unsigned char>(text->front())) == text->size();
  return one ? text : wrong_field(spec, field, "one character");
}

Result<std::uint32_t> read_number(const StageSpec& spec, std::string_view field) {
  constexpr double kLimit = 4294967294.0;
  const json::Value& value = spec.options[field];
  const bool fits = value.is_number() && value.number() >= 0 && value.number() <= kLimit;
  if (!fits || value.number() != static_cast<double>(static_cast<std::uint32_t>(value.number()))) {
    return wrong_field(spec, field, "a whole number of at most 32 bits");
  }
  return static_cast<std::uint32_t>(value.number());
}

Result<std::vector<StageSpec>> read_stages(const StageSpec& spec, std::string_view field) {
  const json::Value& value = spec.options[field];
  if (!value.is_array()) return wrong_field(spec, field, "an array of stages");
  std::vector<StageSpec> stages;
  for (const json::Value& item : value.items()) {
    stages.push_back(inner_stage(spec, std::string(field) + "[" + std::to_string(stages.size()) + "]", item));
  }
  return stages;
}

StageSpec inner_stage(const StageSpec& spec, const std::string& field, const json::Value& options) {
  return {options, spec.where + "." + field};
}

Status wrong_field(const StageSpec& spec, std::string_view field, std::string_view expected) {
  return Status::error(Code::bad_file, spec.where + "." + std::string(field) + " must be " + std::string(expected) +
                                           ", found " + shown(spec.options[field]));
}

Status unknown_stage(const StageSpec& spec, const std::string& type, const std::string& known) {
  return Status::error(Code::unsupported,
                       spec.where + ".type " + quote(type) + " is not supported yet (supported: " + known + ")");
}

}  // namespace tg
