// ByteLevel: trims offsets; says anew which part is which sequence.
#include "tokenizer/post_processor.h"
#include "tokenizer/trimming.h"

namespace tg {
namespace {

class ByteLevel final : public PostProcessor {
 public:
  ByteLevel(bool trim, bool add_prefix_space) : trim_(trim), add_prefix_space_(add_prefix_space) {}

  void process(std::vector<SequenceEncoding>& parts, bool) const override {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (trim_) trim_offsets(parts[i], add_prefix_space_);
      parts[i].set_sequence(i);
    }
  }

 private:
  bool trim_;
  bool add_prefix_space_;
};

}  // namespace

MadeStage<PostProcessor> make_byte_level_post_processor(const StageSpec& spec) {
  const auto trim = read_flag(spec, "trim_offsets");
  if (!trim.ok()) return trim.status();
  const auto add_prefix_space = read_flag(spec, "add_prefix_space");
  if (!add_prefix_space.ok()) return add_prefix_space.status();
  return made<PostProcessor, ByteLevel>(trim.value(), add_prefix_space.value());
}

}  // namespace tg
