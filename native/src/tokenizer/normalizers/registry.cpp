#include "tokenizer/normalizer.h"

namespace tg {

#define TG_NORMALIZER(name, factory) MadeStage<Normalizer> make_##factory##_normalizer(const StageSpec& spec);
#include "tokenizer/normalizers/normalizers.def"
#undef TG_NORMALIZER

namespace {

constexpr StageKind<Normalizer> kKinds[] = {
#define TG_NORMALIZER(name, factory) {name, make_##factory##_normalizer},
#include "tokenizer/normalizers/normalizers.def"
#undef TG_NORMALIZER
};

const ImpliedKind kImplied[] = {
    {"BertNormalizer", {"clean_text", "handle_chinese_chars", "lowercase"}},
    {"Strip", {"strip_left", "strip_right"}},
    {"Sequence", {"normalizers"}},
    {"Precompiled", {"precompiled_charsmap"}},
    {"Replace", {"pattern", "content"}},
    {"Prepend", {"prepend"}},
};

}  // namespace

MadeStage<Normalizer> make_normalizer(const StageSpec& spec) {
  if (spec.options.is_null()) return std::unique_ptr<const Normalizer>();
  return make_stage<Normalizer>(spec, kKinds, kImplied);
}

Status grown_too_long(const std::string& where, std::size_t limit) {
  return Status::error(Code::limit, where + " makes the text longer than " + std::to_string(limit) +
                                        " bytes, which is far more than it was; cut the text, or mistrust the file");
}

}  // namespace tg
