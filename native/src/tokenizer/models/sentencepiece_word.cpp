// SentencePiece's WORD model: a piece begins at every visible space, and is known as a whole or not at all.
#include "base/cancelled.h"
#include "tokenizer/sentencepiece/piece_rules.h"
#include "tokenizer/token_sinks.h"

namespace tg {
namespace {

constexpr std::string_view kVisibleSpace = "\xE2\x96\x81";

class SentencePieceWord final : public SinkModel<SentencePieceWord> {
 public:
  explicit SentencePieceWord(PieceRules rules) : rules_(std::move(rules)) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch&, Sink sink) const {
    CancelPoll cancelled;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      if (cancelled()) return check_cancelled();
      const std::string_view piece = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      PieceWriter<Sink> writer(rules_, piece, i, pieces[i].begin, sink);
      for (std::size_t begin = 0; begin < piece.size() && !cancelled();) {
        const std::size_t end = std::min(piece.find(kVisibleSpace, begin + 1), piece.size());
        const TokenId id = rules_.pieces->find(piece.substr(begin, end - begin));
        const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
        TG_RETURN_IF_ERROR(writer.add(id == TokenTable::kNone ? rules_.unknown : id, span));
        begin = end;
      }
      writer.finish();
    }
    return {};
  }

 private:
  PieceRules rules_;
};

}  // namespace

Result<std::unique_ptr<const Model>> make_sentencepiece_word_model(const ModelSpec& spec, const ModelContext& context) {
  auto rules = PieceRules::make(spec, context.tokens.get());
  if (!rules.ok()) return rules.status();
  return std::unique_ptr<const Model>(std::make_unique<const SentencePieceWord>(std::move(rules).value()));
}

}  // namespace tg
