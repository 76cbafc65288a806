// CharDelimiterSplit: what lies between the places of one character.
#include "text/utf8.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class CharDelimiterSplit final : public PreTokenizer {
 public:
  explicit CharDelimiterSplit(char32_t delimiter) : delimiter_(delimiter) {}

  Status cut(CutText& text) const override {
    return cut_at_characters(text, {Delimiter::removed, false}, [this](char32_t c) { return c == delimiter_; });
  }

 private:
  char32_t delimiter_;
};

}  // namespace

MadeStage<PreTokenizer> make_char_delimiter_split_pre_tokenizer(const StageSpec& spec) {
  const auto delimiter = read_character(spec, "delimiter");
  if (!delimiter.ok()) return delimiter.status();
  return made<PreTokenizer, CharDelimiterSplit>(decode_utf8(delimiter.value(), 0).code_point);
}

}  // namespace tg
