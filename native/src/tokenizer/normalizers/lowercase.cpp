// Lowercase: every character in lower case.
#include "text/lower_case.h"
#include "text/rewriting.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

class Lowercase final : public Normalizer {
 public:
  Status normalize(AlignedText& text, bool track) const override {
    rewrite_characters(text, track, append_lower_case);
    return {};
  }
  bool keeps(std::string_view text) const override { return is_surely_lower_case(text); }
  AtSeams at_seams() const override { return AtSeams::blind; }
};

}  // namespace

MadeStage<Normalizer> make_lowercase_normalizer(const StageSpec&) {
  return made<Normalizer, Lowercase>();
}

}  // namespace tg
