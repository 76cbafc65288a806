// Nmt: SentencePiece's rules for machine translation. Control characters go, odd spaces become plain ones.
#include "text/ascii.h"
#include "text/rewriting.h"
#include "tokenizer/normalizer.h"

namespace tg {
namespace {

bool is_dropped(char32_t c) {
  return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
}

bool becomes_space(char32_t c) {
  return c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 || (c >= 0x200B && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
}

class Nmt final : public Normalizer {
 public:
  Status normalize(AlignedText& text, bool track) const override {
    rewrite_characters(text, track, [](std::string& out, char32_t code_point) {
      if (!is_dropped(code_point)) append_utf8(out, becomes_space(code_point) ? U' ' : code_point);
    });
    return {};
  }
  bool keeps(std::string_view text) const override { return ascii::is_printable(text); }
};

}  // namespace

MadeStage<Normalizer> make_nmt_normalizer(const StageSpec&) {
  return made<Normalizer, Nmt>();
}

}  // namespace tg
