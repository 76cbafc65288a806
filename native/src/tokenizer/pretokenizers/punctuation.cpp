// Punctuation: cuts at punctuation marks and ASCII symbols, with a rule for what becomes of them.
#include "text/dated_properties.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class Punctuation final : public PreTokenizer {
 public:
  explicit Punctuation(Delimiter delimiter) : delimiter_(delimiter) {}

  Status cut(CutText& text) const override { return cut_at_characters(text, {delimiter_, false}, marks_); }

 private:
  Delimiter delimiter_;
  CharacterSet marks_{is_punctuation_of_8};
};

}  // namespace

MadeStage<PreTokenizer> make_punctuation_pre_tokenizer(const StageSpec& spec) {
  if (spec.options["behavior"].is_null()) return made<PreTokenizer, Punctuation>(Delimiter::isolated);
  const auto delimiter = read_delimiter(spec);
  if (!delimiter.ok()) return delimiter.status();
  return made<PreTokenizer, Punctuation>(delimiter.value());
}

}  // namespace tg
