// FixedLength: pieces of so many characters, the last one shorter.
#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/pre_tokenizer.h"

namespace tg {
namespace {

class FixedLength final : public PreTokenizer {
 public:
  explicit FixedLength(std::uint32_t length) : length_(length) {}

  Status cut(CutText& text) const override {
    text.next.clear();
    CancelPoll cancelled;
    for (const Span piece : text.pieces) {
      for (std::uint32_t begin = piece.begin; begin < piece.end && !cancelled();) {
        const std::uint32_t end = end_of_run(text.text.bytes, begin, piece.end);
        text.next.push_back({begin, end});
        begin = end;
      }
    }
    text.pieces.swap(text.next);
    return {};
  }

 private:
  std::uint32_t end_of_run(std::string_view bytes, std::uint32_t at, std::uint32_t end) const {
    for (std::uint32_t i = 0; i < length_ && at < end; ++i) {
      at += static_cast<std::uint32_t>(utf8_length(static_cast<unsigned char>(bytes[at])));
    }
    return at;
  }

  std::uint32_t length_;
};

}  // namespace

MadeStage<PreTokenizer> make_fixed_length_pre_tokenizer(const StageSpec& spec) {
  constexpr std::uint32_t kDefaultLength = 5;
  if (spec.options["length"].is_null()) return made<PreTokenizer, FixedLength>(kDefaultLength);
  const auto length = read_number(spec, "length");
  if (!length.ok()) return length.status();
  if (length.value() == 0) return wrong_field(spec, "length", "at least 1");
  return made<PreTokenizer, FixedLength>(length.value());
}

}  // namespace tg
