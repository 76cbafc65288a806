// Split: cuts by a pattern, with a rule for what becomes of the matches.
#include <optional>

#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class Split final : public PreTokenizer {
 public:
  Split(TextPattern pattern, CutRule rule) : pattern_(std::move(pattern)), rule_(rule) {}

  Status cut(CutText& text) const override { return cut_by_pattern(text, pattern_, rule_); }
  void list_patterns(std::vector<PatternUse>& uses) const override { uses.push_back(pattern_.use()); }

 private:
  TextPattern pattern_;
  CutRule rule_;
};

std::optional<Delimiter> delimiter_named(std::string_view name) {
  if (name == "Removed") return Delimiter::removed;
  if (name == "Isolated") return Delimiter::isolated;
  if (name == "MergedWithPrevious") return Delimiter::merged_with_previous;
  if (name == "MergedWithNext") return Delimiter::merged_with_next;
  if (name == "Contiguous") return Delimiter::contiguous;
  return std::nullopt;
}

}  // namespace

MadeStage<PreTokenizer> make_split_pre_tokenizer(const StageSpec& spec) {
  auto behavior = read_text(spec, "behavior");
  if (!behavior.ok()) return behavior.status();
  const auto delimiter = delimiter_named(behavior.value());
  if (!delimiter) {
    return wrong_field(spec, "behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
  }
  const auto invert = read_flag(spec, "invert");
  if (!invert.ok()) return invert.status();
  auto pattern = TextPattern::read(spec);
  if (!pattern.ok()) return pattern.status();
  return made<PreTokenizer, Split>(std::move(pattern).value(), CutRule{*delimiter, invert.value()});
}

}  // namespace tg
