// NFC, NFD, NFKC, NFKD.
#include "text/normal_forms.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

class UnicodeForm final : public Normalizer {
 public:
  explicit UnicodeForm(NormalForm form) : form_(form) {}

  Status normalize(AlignedText& text, bool track) const override {
    tg::normalize(form_, text, track);
    return {};
  }
  bool keeps(std::string_view text) const override { return is_surely_normalized(form_, text); }
  // The compatible forms make other signs of the commas and full stops at seams.
  AtSeams at_seams() const override {
    return form_ == NormalForm::nfc || form_ == NormalForm::nfd ? AtSeams::blind : AtSeams::joins;
  }

 private:
  NormalForm form_;
};

NormalForm form_named(std::string_view name) {
  if (name == "NFC") return NormalForm::nfc;
  if (name == "NFD") return NormalForm::nfd;
  return name == "NFKC" ? NormalForm::nfkc : NormalForm::nfkd;
}

}  // namespace

MadeStage<Normalizer> make_unicode_form_normalizer(const StageSpec& spec) {
  return made<Normalizer, UnicodeForm>(form_named(spec.options["type"].string()));
}

}  // namespace tg
