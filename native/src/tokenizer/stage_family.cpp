#include "tokenizer/stage_family.h"

#include <algorithm>

namespace tg {

Result<std::string> type_or_implied(const StageSpec& spec, std::span<const ImpliedKind> implied) {
  if (!spec.options["type"].is_null()) return read_type(spec);
  for (const ImpliedKind& kind : implied) {
    const bool fits =
        std::ranges::all_of(kind.fields, [&](std::string_view field) { return !spec.options[field].is_null(); });
    if (fits) return std::string(kind.name);
  }
  return read_type(spec);
}

}  // namespace tg
