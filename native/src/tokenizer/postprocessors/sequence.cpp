// Sequence: post-processors one after the other.
#include "tokenizer/post_processor.h"

namespace tg {
namespace {

class Sequence final : public PostProcessor {
 public:
  explicit Sequence(std::vector<std::unique_ptr<const PostProcessor>> stages) : stages_(std::move(stages)) {}

  void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const override {
    for (const auto& stage : stages_) stage->process(parts, add_special_tokens);
  }

  FrameSize largest_frame(FrameSize frame) const override {
    for (const auto& stage : stages_) frame = stage->largest_frame(frame);
    return frame;
  }

 private:
  std::vector<std::unique_ptr<const PostProcessor>> stages_;
};

}  // namespace

MadeStage<PostProcessor> make_sequence_post_processor(const StageSpec& spec) {
  auto inner = read_stages(spec, "processors");
  if (!inner.ok()) return inner.status();
  std::vector<std::unique_ptr<const PostProcessor>> stages;
  for (const StageSpec& stage : inner.value()) {
    auto made = make_post_processor(stage);
    if (!made.ok()) return made.status();
    if (made.value()) stages.push_back(std::move(made).value());
  }
  return made<PostProcessor, Sequence>(std::move(stages));
}

}  // namespace tg
