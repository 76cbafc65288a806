// StripAccents: drops combining marks. It composes or decomposes nothing: that is for the stage before it.
#include "text/ascii.h"
#include "text/dated_properties.h"
#include "text/rewriting.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

class StripAccents final : public Normalizer {
 public:
  Status normalize(AlignedText& text, bool track) const override {
    rewrite_characters(text, track, [](std::string& out, char32_t code_point) {
      if (!is_mark_of_9(code_point)) append_utf8(out, code_point);
    });
    return {};
  }
  // No mark is ASCII.
  bool keeps(std::string_view text) const override { return ascii::is_ascii(text); }
};

}  // namespace

MadeStage<Normalizer> make_strip_accents_normalizer(const StageSpec&) {
  return made<Normalizer, StripAccents>();
}

}  // namespace tg
