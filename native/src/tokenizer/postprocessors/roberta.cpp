// RobertaProcessing: <s> A </s>, and for pairs </s> B </s> after it; all of type 0.
#include "tokenizer/framing.h"
#include "tokenizer/trimming.h"

namespace tg {
namespace {

class Roberta final : public PostProcessor {
 public:
  Roberta(Frame frame, bool trim, bool add_prefix_space)
      : frame_(frame), trim_(trim), add_prefix_space_(add_prefix_space) {}

  void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const override {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (trim_) trim_offsets(parts[i], add_prefix_space_);
      parts[i].set_type(0);
      if (!add_special_tokens) continue;
      const TokenId before = i == 0 ? frame_.class_token : frame_.separator;
      put_frame(parts[i], i == 0 ? 0 : 1, {before, frame_.separator, 0});
    }
  }

 private:
  Frame frame_;
  bool trim_;
  bool add_prefix_space_;
};

}  // namespace

MadeStage<PostProcessor> make_roberta_post_processor(const StageSpec& spec) {
  const auto frame = read_frame(spec);
  if (!frame.ok()) return frame.status();
  const auto trim = read_flag(spec, "trim_offsets");
  if (!trim.ok()) return trim.status();
  const auto add_prefix_space = read_flag(spec, "add_prefix_space");
  if (!add_prefix_space.ok()) return add_prefix_space.status();
  return made<PostProcessor, Roberta>(frame.value(), trim.value(), add_prefix_space.value());
}

}  // namespace tg
