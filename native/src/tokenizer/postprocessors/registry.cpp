#include "tokenizer/post_processor.h"

namespace tg {

#define TG_POST_PROCESSOR(name, factory) \
  MadeStage<PostProcessor> make_##factory##_post_processor(const StageSpec& spec);
#include "tokenizer/postprocessors/postprocessors.def"
#undef TG_POST_PROCESSOR

namespace {

constexpr StageKind<PostProcessor> kKinds[] = {
#define TG_POST_PROCESSOR(name, factory) {name, make_##factory##_post_processor},
#include "tokenizer/postprocessors/postprocessors.def"
#undef TG_POST_PROCESSOR
};

const ImpliedKind kImplied[] = {
    {"RobertaProcessing", {"sep", "cls", "trim_offsets", "add_prefix_space"}},
    {"BertProcessing", {"sep", "cls"}},
    {"TemplateProcessing", {"single", "pair", "special_tokens"}},
};

}  // namespace

MadeStage<PostProcessor> make_post_processor(const StageSpec& spec) {
  if (spec.options.is_null()) return std::unique_ptr<const PostProcessor>();
  return make_stage<PostProcessor>(spec, kKinds, kImplied);
}

}  // namespace tg
