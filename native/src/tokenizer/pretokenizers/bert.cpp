// BertPreTokenizer: words between white space, every punctuation mark apart.
#include <array>
#include <cstdint>

#include "base/cancelled.h"
#include "text/dated_properties.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

enum class Kind : std::uint8_t { word, space, mark };

Kind kind_of(char32_t code_point) {
  if (is_white_space(code_point)) return Kind::space;
  return is_punctuation_of_8(code_point) ? Kind::mark : Kind::word;
}

class Bert final : public PreTokenizer {
 public:
  Bert() {
    for (char32_t c = 0; c < ascii_.size(); ++c) ascii_[c] = kind_of(c);
  }

  Status cut(CutText& text) const override {
    text.next.clear();
    for (const Span piece : text.pieces) append_words(text.text.bytes, piece, text.next);
    text.pieces.swap(text.next);
    return {};
  }
  AtSeams at_seams() const override { return AtSeams::cuts; }

 private:
  struct Character {
    Kind kind;
    std::uint32_t length;
  };

  Character character_at(std::string_view text, std::size_t at) const {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < ascii_.size()) return {ascii_[byte], 1};
    const Decoded decoded = decode_utf8(text, at);
    return {kind_of(decoded.code_point), static_cast<std::uint32_t>(decoded.length)};
  }

  void append_words(std::string_view text, Span piece, std::vector<Span>& words) const {
    CancelPoll cancelled;
    for (std::uint32_t at = piece.begin; at < piece.end && !cancelled();) {
      const std::uint32_t begin = at;
      Character next = character_at(text, at);
      while (next.kind == Kind::word) {
        at += next.length;
        if (at == piece.end) break;
        next = character_at(text, at);
      }
      if (begin < at) words.push_back({begin, at});
      if (at == piece.end) return;
      if (next.kind == Kind::mark) words.push_back({at, at + next.length});
      at += next.length;
    }
  }

  std::array<Kind, 128> ascii_{};
};

}  // namespace

MadeStage<PreTokenizer> make_bert_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, Bert>();
}

}  // namespace tg
