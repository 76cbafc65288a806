// WhitespaceSplit: what lies between white space.
#include "text/unicode.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class WhitespaceSplit final : public PreTokenizer {
 public:
  Status cut(CutText& text) const override { return cut_at_characters(text, {Delimiter::removed, false}, spaces_); }

 private:
  CharacterSet spaces_{is_white_space, 0x3000};
};

}  // namespace

MadeStage<PreTokenizer> make_whitespace_split_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, WhitespaceSplit>();
}

}  // namespace tg
