// Whitespace: runs of word characters and runs of anything else but white space, the pattern \w+|[^\w\s]+.
#include <array>
#include <cstdint>

#include "base/cancelled.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/word_character.h"

namespace tg {
namespace {

enum class Kind : std::uint8_t { space, word, other };

Kind kind_of(char32_t code_point) {
  if (is_white_space(code_point)) return Kind::space;
  return is_word_character(code_point) ? Kind::word : Kind::other;
}

class Whitespace final : public PreTokenizer {
 public:
  Whitespace() {
    for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = kind_of(c);
  }

  Status cut(CutText& text) const override {
    text.next.clear();
    for (const Span piece : text.pieces) append_runs(text.text.bytes, piece, text.next);
    text.pieces.swap(text.next);
    return {};
  }
  AtSeams at_seams() const override { return AtSeams::cuts; }

 private:
  void append_runs(std::string_view text, Span piece, std::vector<Span>& runs) const {
    Kind before = Kind::space;
    CancelPoll cancelled;
    for (std::uint32_t at = piece.begin; at < piece.end && !cancelled();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      const Decoded character = decode_utf8(text, at);
      const Kind kind = byte < ascii_.size() ? ascii_[byte] : kind_of(character.code_point);
      const std::uint32_t begin = at;
      at += static_cast<std::uint32_t>(character.length);
      if (kind != Kind::space && kind != before) runs.push_back({begin, at});
      if (kind != Kind::space) runs.back().end = at;
      before = kind;
    }
  }

  std::array<Kind, 128> ascii_{};
};

}  // namespace

MadeStage<PreTokenizer> make_whitespace_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, Whitespace>();
}

}  // namespace tg
