#include "tokenizer/decoder.h"

namespace tg {

#define TG_DECODER(name, factory) MadeStage<Decoder> make_##factory##_decoder(const StageSpec& spec);
#include "tokenizer/decoders/decoders.def"
#undef TG_DECODER

namespace {

constexpr StageKind<Decoder> kKinds[] = {
#define TG_DECODER(name, factory) {name, make_##factory##_decoder},
#include "tokenizer/decoders/decoders.def"
#undef TG_DECODER
};

const ImpliedKind kImplied[] = {
    {"BPEDecoder", {"suffix"}},
    {"WordPiece", {"prefix", "cleanup"}},
    {"CTC", {"pad_token", "word_delimiter_token", "cleanup"}},
    {"Replace", {"pattern", "content"}},
    {"Strip", {"content", "start", "stop"}},
};

}  // namespace

MadeStage<Decoder> make_decoder(const StageSpec& spec) {
  if (spec.options.is_null()) return std::unique_ptr<const Decoder>();
  return make_stage<Decoder>(spec, kKinds, kImplied);
}

}  // namespace tg
