// Sequence: normalizers one after the other.
#include <algorithm>

#include "base/cancelled.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

class Sequence final : public Normalizer {
 public:
  Sequence(std::vector<std::unique_ptr<const Normalizer>> stages, std::string where)
      : stages_(std::move(stages)), where_(std::move(where)) {}

  Status normalize(AlignedText& text, bool track) const override {
    const std::size_t limit = text.limit;
    for (std::size_t i = 0; i < stages_.size() && !is_cancelled(); ++i) {
      text.limit = limit;
      TG_RETURN_IF_ERROR(stages_[i]->normalize(text, track));
      if (text.bytes.size() > limit) return grown_too_long(where_ + "[" + std::to_string(i) + "]", limit);
    }
    return {};
  }
  // When the first stage keeps the text, the second one sees it as it is, and so on.
  bool keeps(std::string_view text) const override {
    return std::ranges::all_of(stages_, [text](const auto& stage) { return stage->keeps(text); });
  }
  AtSeams at_seams() const override {
    const bool all =
        std::ranges::all_of(stages_, [](const auto& stage) { return stage->at_seams() == AtSeams::blind; });
    return all ? AtSeams::blind : AtSeams::joins;
  }
  void list_patterns(std::vector<PatternUse>& uses) const override {
    for (const auto& stage : stages_) stage->list_patterns(uses);
  }

 private:
  std::vector<std::unique_ptr<const Normalizer>> stages_;
  std::string where_;
};

}  // namespace

MadeStage<Normalizer> make_sequence_normalizer(const StageSpec& spec) {
  auto inner = read_stages(spec, "normalizers");
  if (!inner.ok()) return inner.status();
  std::vector<std::unique_ptr<const Normalizer>> stages;
  for (const StageSpec& stage : inner.value()) {
    auto made = make_normalizer(stage);
    if (!made.ok()) return made.status();
    if (made.value()) stages.push_back(std::move(made).value());
  }
  return made<Normalizer, Sequence>(std::move(stages), spec.where + ".normalizers");
}

}  // namespace tg
