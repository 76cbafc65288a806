#include "tokenizer/fused_splits.h"

#include <array>

#include "text/split_pattern.h"
#include "tokenizer/cutting.h"

namespace tg {
namespace {

static_assert(kFusedStages == kFusedPatterns);

class FusedSplits final : public PreTokenizer {
 public:
  FusedSplits(std::shared_ptr<const SplitPattern> pattern, std::vector<PatternUse> uses)
      : pattern_(std::move(pattern)), uses_(std::move(uses)) {}

  Status cut(CutText& text) const override { return take_matches(text, *pattern_); }
  AtSeams at_seams() const override { return AtSeams::cuts; }
  std::optional<PlainCut> plain_cut() const override { return PlainCut{pattern_->scheme()}; }
  void list_patterns(std::vector<PatternUse>& uses) const override {
    uses.insert(uses.end(), uses_.begin(), uses_.end());
  }

 private:
  std::shared_ptr<const SplitPattern> pattern_;
  std::vector<PatternUse> uses_;
};

// The regular expression by which a stage only cuts; empty for any other stage.
std::string_view plain_expression(const StageSpec& stage) {
  const json::Value& options = stage.options;
  const json::Value& invert = options["invert"];
  const bool cuts = options["type"].is_string() && options["type"].string() == "Split" &&
                    options["behavior"].is_string() && options["behavior"].string() == "Isolated" &&
                    invert.is_boolean() && !invert.boolean() && !options["pattern"]["String"].is_string();
  const json::Value& expression = options["pattern"]["Regex"];
  return cuts && expression.is_string() ? std::string_view(expression.string()) : std::string_view();
}

}  // namespace

std::unique_ptr<const PreTokenizer> make_fused_splits(std::span<const StageSpec> stages) {
  if (stages.size() < kFusedStages) return nullptr;
  std::array<std::string_view, kFusedStages> sources;
  for (std::size_t i = 0; i < kFusedStages; ++i) sources[i] = plain_expression(stages[i]);
  auto pattern = fused_patterns(sources);
  if (!pattern) return nullptr;
  std::vector<PatternUse> uses;
  for (std::size_t i = 0; i < kFusedStages; ++i) {
    uses.push_back({stages[i].where + ".pattern", std::string(sources[i]), std::string(pattern->engine())});
  }
  return std::make_unique<FusedSplits>(std::move(pattern), std::move(uses));
}

}  // namespace tg
