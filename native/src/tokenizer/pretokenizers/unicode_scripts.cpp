// UnicodeScripts: cuts where the script changes. Spaces and unassigned characters have none: they stay with what is
// before them, and where nothing is before them they are dropped, as the reference does.
#include "base/cancelled.h"
#include "text/dated_properties.h"
#include "text/utf8.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

constexpr std::uint8_t kNone = 0;
constexpr char32_t kProlongedSoundMark = 0x30FC;  // common to Hiragana and Katakana, hence written as they are
constexpr char32_t kHiraganaLetter = 0x3042;

std::uint8_t writing_of(char32_t code_point) {
  if (code_point == ' ') return kNone;
  return writing_of_9(code_point == kProlongedSoundMark ? kHiraganaLetter : code_point);
}

void append_scripts(std::string_view text, Span piece, std::vector<Span>& pieces) {
  std::uint8_t before = kNone;
  CancelPoll cancelled;
  for (std::size_t at = piece.begin; at < piece.end && !cancelled();) {
    const Decoded character = decode_utf8(text, at);
    const std::uint8_t writing = writing_of(character.code_point);
    if (writing != kNone && writing != before) {
      if (before != kNone) pieces.back().end = static_cast<std::uint32_t>(at);
      pieces.push_back({static_cast<std::uint32_t>(at), piece.end});
      before = writing;
    }
    at += character.length;
  }
}

class UnicodeScripts final : public PreTokenizer {
 public:
  Status cut(CutText& text) const override {
    text.next.clear();
    for (const Span piece : text.pieces) append_scripts(text.text.bytes, piece, text.next);
    text.pieces.swap(text.next);
    return {};
  }
};

}  // namespace

MadeStage<PreTokenizer> make_unicode_scripts_pre_tokenizer(const StageSpec&) {
  return made<PreTokenizer, UnicodeScripts>();
}

}  // namespace tg
