#include "text/case_folds.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/generated/case_folds.inc"

namespace tg {

CodePointSet with_case_variants(const CodePointSet& set) {
  std::vector<CodePointSet::Range> folds;
  for (const auto& [from, to] : unicode::kSimpleFolds) {
    if (set.contains(from) || set.contains(to)) folds.push_back({to, to});
  }
  const CodePointSet targets(folds);
  for (const auto& [from, to] : unicode::kSimpleFolds) {
    if (targets.contains(to)) folds.push_back({from, from});
  }
  return set.united(CodePointSet(std::move(folds)));
}

char32_t folded(char32_t code_point) {
  const auto* const found = std::ranges::lower_bound(unicode::kSimpleFolds, code_point, {}, &unicode::SimpleFold::from);
  return found != std::end(unicode::kSimpleFolds) && found->from == code_point ? found->to : code_point;
}

bool has_long_variants(const CodePointSet& set) {
  return std::ranges::any_of(unicode::kFullFolds, [&](const auto& fold) { return set.contains(fold.from); });
}

bool is_one_in_other_case(std::span<const char32_t> characters) {
  return std::ranges::any_of(unicode::kFullFolds, [&](const auto& fold) {
    const std::span<const char32_t> to(fold.to, fold.to[2] == 0 ? 2 : 3);
    return std::ranges::equal(to, characters);
  });
}

}  // namespace tg
