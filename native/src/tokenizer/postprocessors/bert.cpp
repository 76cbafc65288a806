// BertProcessing: [CLS] A [SEP], and for pairs B [SEP] after it, of type 1.
#include "tokenizer/framing.h"

namespace tg {
namespace {

class Bert final : public PostProcessor {
 public:
  explicit Bert(Frame frame) : frame_(frame) {}

  void process(std::vector<SequenceEncoding>& parts, bool add_special_tokens) const override {
    if (!add_special_tokens) return;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == 0) {
        put_frame(parts[i], 0, {frame_.class_token, frame_.separator, 0});
      } else {
        put_frame(parts[i], 1, {std::nullopt, frame_.separator, 1});
      }
    }
  }

 private:
  Frame frame_;
};

}  // namespace

MadeStage<PostProcessor> make_bert_post_processor(const StageSpec& spec) {
  const auto frame = read_frame(spec);
  if (!frame.ok()) return frame.status();
  return made<PostProcessor, Bert>(frame.value());
}

}  // namespace tg
