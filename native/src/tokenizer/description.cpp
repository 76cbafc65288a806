#include "tokenizer/description.h"

#include <vector>

#include "base/quote.h"

namespace tg {
namespace {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u" + hexadecimal(static_cast<unsigned char>(c), 4);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string joined(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out += (out.size() > 1 ? "," : "") + item;
  return out + "]";
}

// The kinds of a stage's inner stages, whichever field holds them, or its own.
void list_kinds(const json::Value& stage, std::vector<std::string>& kinds) {
  if (!stage["type"].is_string()) return;
  if (stage["type"].string() != "Sequence") {
    kinds.push_back(json_string(stage["type"].string()));
    return;
  }
  for (const auto& [field, value] : stage.members()) {
    if (!value.is_array()) continue;
    for (const json::Value& inner : value.items()) list_kinds(inner, kinds);
  }
}

std::string kinds_of(const StageSpec& stage) {
  std::vector<std::string> kinds;
  list_kinds(stage.options, kinds);
  return joined(kinds);
}

std::string pattern_list(std::span<const PatternUse> patterns) {
  std::vector<std::string> items;
  for (const PatternUse& use : patterns) {
    items.push_back("{\"where\":" + json_string(use.where) + ",\"source\":" + json_string(use.source) +
                    ",\"engine\":" + json_string(use.engine) + "}");
  }
  return joined(items);
}

}  // namespace

std::string describe(const TokenizerSpec& spec, std::span<const PatternUse> patterns) {
  return "{\"model\":" + json_string(spec.model.type) + ",\"normalizer\":" + kinds_of(spec.normalizer) +
         ",\"pre_tokenizer\":" + kinds_of(spec.pre_tokenizer) + ",\"post_processor\":" + kinds_of(spec.post_processor) +
         ",\"decoder\":" + kinds_of(spec.decoder) + ",\"patterns\":" + pattern_list(patterns) + "}";
}

}  // namespace tg
