// ByteLevel: the text in GPT-2's stand-ins for its bytes.
#include "tokenizer/normalizer.h"
#include "tokenizer/stand_ins.h"

namespace tg {
namespace {

class ByteLevel final : public Normalizer {
 public:
  Status normalize(AlignedText& text, bool) const override {
    text = in_stand_ins(view_of(text));
    return {};
  }
  bool keeps(std::string_view text) const override { return text.empty(); }
};

}  // namespace

MadeStage<Normalizer> make_byte_level_normalizer(const StageSpec&) {
  return made<Normalizer, ByteLevel>();
}

}  // namespace tg
