#include "tokenizer/metaspace.h"

#include "tokenizer/stage_options.h"

namespace tg {
namespace {

Result<PrependScheme> read_scheme(const StageSpec& spec) {
  const json::Value& scheme = spec.options["prepend_scheme"];
  if (scheme.is_null()) return PrependScheme::always;
  if (scheme.is_string()) {
    if (scheme.string() == "first") return PrependScheme::first;
    if (scheme.string() == "always") return PrependScheme::always;
    if (scheme.string() == "never") return PrependScheme::never;
  }
  return wrong_field(spec, "prepend_scheme", "\"first\", \"always\" or \"never\"");
}

}  // namespace

Result<Metaspace> read_metaspace(const StageSpec& spec) {
  auto replacement = read_character(spec, "replacement");
  if (!replacement.ok()) return replacement.status();
  const auto scheme = read_scheme(spec);
  if (!scheme.ok()) return scheme.status();
  const auto add_prefix_space = read_flag_or(spec, "add_prefix_space", true);
  if (!add_prefix_space.ok()) return add_prefix_space.status();
  if (!add_prefix_space.value() && scheme.value() != PrependScheme::never) {
    return wrong_field(spec, "add_prefix_space", "true, or prepend_scheme \"never\"");
  }
  const auto split = read_flag_or(spec, "split", true);
  if (!split.ok()) return split.status();
  return Metaspace{std::move(replacement).value(), scheme.value(), split.value()};
}

}  // namespace tg
