// Sequence: pre-tokenizers one after the other, each cutting the pieces of the one before.
#include <algorithm>

#include "base/cancelled.h"
#include "tokenizer/fused_splits.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/stand_ins.h"

namespace tg {
namespace {

class Sequence final : public PreTokenizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<const PreTokenizer>> stages) : stages_(std::move(stages)) {}

  Status cut(CutText& text) const override {
    for (const auto& stage : stages_) {
      TG_RETURN_IF_ERROR(stage->cut(text));
      TG_RETURN_IF_ERROR(check_cancelled());
    }
    return {};
  }
  bool is_byte_level() const override { return !stages_.empty() && stages_.back()->is_byte_level(); }
  bool needs_origins() const override {
    return std::ranges::any_of(stages_, [](const auto& stage) { return stage->needs_origins(); });
  }
  AtSeams at_seams() const override {
    AtSeams all = AtSeams::blind;
    for (const auto& stage : stages_) {
      const AtSeams one = stage->at_seams();
      if (one == AtSeams::joins) return one;
      all = std::max(all, one);
    }
    return all;
  }
  std::optional<PlainCut> plain_cut() const override {
    PlainCut all;
    for (const auto& stage : stages_) {
      const auto one = stage->plain_cut();
      if (!one || (one->scheme && all.scheme)) return std::nullopt;
      if (one->scheme) all = *one;
    }
    return all;
  }
  void list_patterns(std::vector<PatternUse>& uses) const override {
    for (const auto& stage : stages_) stage->list_patterns(uses);
  }

 private:
  std::vector<std::unique_ptr<const PreTokenizer>> stages_;
};

// Takes the stages that it makes one of.
MadeStage<PreTokenizer> make_first(std::span<const StageSpec>& stages) {
  if (auto fused = make_fused_splits(stages)) {
    stages = stages.subspan(kFusedStages);
    return fused;
  }
  const StageSpec& first = stages.front();
  stages = stages.subspan(1);
  return make_pre_tokenizer(first);
}

}  // namespace

MadeStage<PreTokenizer> make_sequence_pre_tokenizer(const StageSpec& spec) {
  auto inner = read_stages(spec, "pretokenizers");
  if (!inner.ok()) return inner.status();
  std::vector<std::unique_ptr<const PreTokenizer>> stages;
  for (std::span<const StageSpec> rest = inner.value(); !rest.empty();) {
    auto made = make_first(rest);
    if (!made.ok()) return made.status();
    if (!made.value()) continue;
    // What comes after bytes cuts their stand-ins.
    if (!stages.empty() && stages.back()->is_byte_level()) stages.back() = writing_stand_ins(std::move(stages.back()));
    stages.push_back(std::move(made).value());
  }
  return made<PreTokenizer, Sequence>(std::move(stages));
}

}  // namespace tg
