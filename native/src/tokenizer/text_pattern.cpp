#include "tokenizer/text_pattern.h"

#include "base/cancelled.h"
#include "base/find_bytes.h"
#include "tokenizer/stage_options.h"

namespace tg {
namespace {

void find_string(std::string_view needle, std::string_view text, std::vector<Span>& matches) {
  CancelPoll cancelled;
  for (std::size_t at = find_bytes(text, needle); at != text.npos && !cancelled();
       at = find_bytes(text, needle, at + needle.size())) {
    matches.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + needle.size())});
  }
}

}  // namespace

Result<TextPattern> TextPattern::read(const StageSpec& spec) {
  const json::Value& field = spec.options["pattern"];
  TextPattern pattern;
  pattern.where_ = spec.where + ".pattern";
  if (const json::Value& text = field["String"]; text.is_string()) {
    if (text.string().empty()) return wrong_field(spec, "pattern", "a pattern that matches some text");
    pattern.source_ = text.string();
    return pattern;
  }
  if (!field["Regex"].is_string()) return wrong_field(spec, "pattern", "{\"String\": …} or {\"Regex\": …}");
  pattern.source_ = field["Regex"].string();
  auto compiled = compile_pattern(pattern.source_, pattern.where_);
  if (!compiled.ok()) return compiled.status();
  pattern.regex_ = std::move(compiled).value();
  return pattern;
}

Result<TextPattern> TextPattern::gpt2(const StageSpec& spec) {
  auto source = named_pattern("gpt2");
  if (!source.ok()) return source.status();
  auto compiled = compile_pattern(source.value(), spec.where);
  if (!compiled.ok()) return compiled.status();
  TextPattern pattern;
  pattern.where_ = spec.where;
  pattern.source_ = source.value();
  pattern.regex_ = std::move(compiled).value();
  return pattern;
}

Status TextPattern::find_matches(std::string_view text, std::vector<Span>& matches) const {
  if (regex_) return regex_->find_matches(text, matches);
  find_string(source_, text, matches);
  return {};
}

bool TextPattern::is_surely_absent(std::string_view text) const {
  return !regex_ && find_bytes(text, source_) == text.npos;
}

PatternUse TextPattern::use() const {
  return {where_, source_, regex_ ? std::string(regex_->engine()) : "string"};
}

}  // namespace tg
