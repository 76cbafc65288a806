// Split: cuts by a pattern, with a rule for what becomes of the matches.
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class Split final : public PreTokenizer {
 public:
  Split(TextPattern pattern, CutRule rule) : pattern_(std::move(pattern)), rule_(rule) {}

  Status cut(CutText& text) const override { return cut_by_pattern(text, pattern_, rule_); }
  // Scanners cover the text; and what they find is a piece, unless it is left out or merged.
  AtSeams at_seams() const override { return pattern_.covers() && keeps_matches() ? AtSeams::cuts : AtSeams::joins; }
  std::optional<PlainCut> plain_cut() const override {
    if (!pattern_.scheme() || !keeps_matches()) return std::nullopt;
    return PlainCut{pattern_.scheme()};
  }
  void list_patterns(std::vector<PatternUse>& uses) const override { uses.push_back(pattern_.use()); }

 private:
  bool keeps_matches() const {
    return rule_.invert ? rule_.delimiter == Delimiter::removed : rule_.delimiter == Delimiter::isolated;
  }

  TextPattern pattern_;
  CutRule rule_;
};

}  // namespace

MadeStage<PreTokenizer> make_split_pre_tokenizer(const StageSpec& spec) {
  const auto delimiter = read_delimiter(spec);
  if (!delimiter.ok()) return delimiter.status();
  const auto invert = read_flag(spec, "invert");
  if (!invert.ok()) return invert.status();
  auto pattern = TextPattern::read(spec);
  if (!pattern.ok()) return pattern.status();
  return made<PreTokenizer, Split>(std::move(pattern).value(), CutRule{delimiter.value(), invert.value()});
}

}  // namespace tg
