// SentencePiece's CHAR model: every character is a piece.
#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/sentencepiece/piece_rules.h"
#include "tokenizer/token_sinks.h"

namespace tg {
namespace {

class SentencePieceChar final : public SinkModel<SentencePieceChar> {
 public:
  explicit SentencePieceChar(PieceRules rules) : rules_(std::move(rules)) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch&, Sink sink) const {
    CancelPoll cancelled;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      if (cancelled()) return check_cancelled();
      const std::string_view piece = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      PieceWriter<Sink> writer(rules_, piece, i, pieces[i].begin, sink);
      for (std::uint32_t at = 0; at < piece.size() && !cancelled();) {
        const auto size = static_cast<std::uint32_t>(size_at(piece, at));
        const TokenId id = rules_.pieces->find(piece.substr(at, size));
        TG_RETURN_IF_ERROR(writer.add(id == TokenTable::kNone ? rules_.unknown : id, {at, at + size}));
        at += size;
      }
      writer.finish();
    }
    return {};
  }

 private:
  std::size_t size_at(std::string_view text, std::size_t at) const {
    const auto match = rules_.user_defined.find(text, at);
    return match ? match->size : utf8_length(static_cast<unsigned char>(text[at]));
  }

  PieceRules rules_;
};

}  // namespace

Result<std::unique_ptr<const Model>> make_sentencepiece_char_model(const ModelSpec& spec, const ModelContext& context) {
  auto rules = PieceRules::make(spec, context.tokens.get());
  if (!rules.ok()) return rules.status();
  return std::unique_ptr<const Model>(std::make_unique<const SentencePieceChar>(std::move(rules).value()));
}

}  // namespace tg
