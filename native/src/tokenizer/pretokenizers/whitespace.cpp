// Whitespace: runs of word characters and runs of anything else but white space, the pattern \w+|[^\w\s]+.
#include "text/unicode.h"
#include "tokenizer/cutting.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/word_character.h"

namespace tg {
namespace {

enum class Kind { space, word, other };

Kind kind_of(char32_t code_point) {
  if (is_white_space(code_point)) return Kind::space;
  return is_word_character(code_point) ? Kind::word : Kind::other;
}

Status find_runs(std::string_view text, std::vector<Span>& matches) {
  Kind before = Kind::space;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded character = decode_utf8(text, at);
    const Kind kind = kind_of(character.code_point);
    const auto end = static_cast<std::uint32_t>(at + character.length);
    if (kind != Kind::space) {
      if (kind != before) matches.push_back({static_cast<std::uint32_t>(at), end});
      matches.back().end = end;
    }
    before = kind;
    at = end;
  }
  return {};
}

class Whitespace final : public PreTokenizer {
 public:
  Status cut(CutText& text) const override { return cut_pieces(text, {Delimiter::removed, true}, find_runs); }
};

}  // namespace

MadeStage<PreTokenizer> make_whitespace_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, Whitespace>();
}

}  // namespace tg
