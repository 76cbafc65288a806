#include "tokenizer/pre_tokenizer.h"

namespace tg {

#define TG_PRE_TOKENIZER(name, factory) MadeStage<PreTokenizer> make_##factory##_pre_tokenizer(const StageSpec& spec);
#include "tokenizer/pretokenizers/pretokenizers.def"
#undef TG_PRE_TOKENIZER

namespace {

constexpr StageKind<PreTokenizer> kKinds[] = {
#define TG_PRE_TOKENIZER(name, factory) {name, make_##factory##_pre_tokenizer},
#include "tokenizer/pretokenizers/pretokenizers.def"
#undef TG_PRE_TOKENIZER
};

}  // namespace

MadeStage<PreTokenizer> make_pre_tokenizer(const StageSpec& spec) {
  if (spec.options.is_null()) return std::unique_ptr<const PreTokenizer>();
  return make_stage<PreTokenizer>(spec, kKinds);
}

void CutText::begin(TextView whole) {
  text = whole;
  pieces.clear();
  if (!whole.bytes.empty()) pieces.push_back({0, static_cast<std::uint32_t>(whole.bytes.size())});
}

Status CutText::go_on_with(AlignedText&& new_text) {
  if (new_text.bytes.size() > kLongestText) {
    return Status::error(Code::limit, "the text grows to 4 GiB and more before it is cut; encode it in parts");
  }
  pieces.swap(next);
  rewritten = std::move(new_text);
  text = view_of(rewritten);
  return {};
}

}  // namespace tg
