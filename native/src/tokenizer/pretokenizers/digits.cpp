// Digits: numbers apart from other text, whole or digit by digit.
#include "text/dated_properties.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class Digits final : public PreTokenizer {
 public:
  explicit Digits(bool individual) : delimiter_(individual ? Delimiter::isolated : Delimiter::contiguous) {}

  Status cut(CutText& text) const override { return cut_at_characters(text, {delimiter_, false}, numbers_); }
  AtSeams at_seams() const override { return AtSeams::blind; }

 private:
  Delimiter delimiter_;
  CharacterSet numbers_{is_number_of_17};
};

}  // namespace

MadeStage<PreTokenizer> make_digits_pre_tokenizer(const StageSpec& spec) {
  const auto individual = read_flag(spec, "individual_digits");
  if (!individual.ok()) return individual.status();
  return made<PreTokenizer, Digits>(individual.value());
}

}  // namespace tg
