// BertPreTokenizer: words between white space, every punctuation mark apart.
#include "text/dated_properties.h"
#include "text/unicode.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class Bert final : public PreTokenizer {
 public:
  Status cut(CutText& text) const override {
    TG_RETURN_IF_ERROR(cut_at_characters(text, {Delimiter::removed, false}, is_white_space));
    return cut_at_characters(text, {Delimiter::isolated, false}, is_punctuation_of_8);
  }
};

}  // namespace

MadeStage<PreTokenizer> make_bert_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, Bert>();
}

}  // namespace tg
