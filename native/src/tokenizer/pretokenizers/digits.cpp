// Digits: numbers apart from other text, whole or digit by digit.
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

Status find_digits(std::string_view text, std::vector<Span>& matches) {
  for (std::size_t position = 0; position < text.size();) {
    const Decoded character = decode_utf8(text, position);
    const std::size_t end = position + character.length;
    if (is_number(character.code_point)) {
      matches.push_back({static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(end)});
    }
    position = end;
  }
  return {};
}

class Digits final : public PreTokenizer {
 public:
  explicit Digits(bool individual) : delimiter_(individual ? Delimiter::isolated : Delimiter::contiguous) {}

  Status cut(CutText& text) const override { return cut_pieces(text, {delimiter_, false}, find_digits); }

 private:
  Delimiter delimiter_;
};

}  // namespace

MadeStage<PreTokenizer> make_digits_pre_tokenizer(const StageSpec& spec) {
  const auto individual = read_flag(spec, "individual_digits");
  if (!individual.ok()) return individual.status();
  return made<PreTokenizer, Digits>(individual.value());
}

}  // namespace tg
