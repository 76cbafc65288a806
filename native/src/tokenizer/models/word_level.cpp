// WordLevel: a piece is a token as a whole, or the unknown token.
#include "base/cancelled.h"
#include "tokenizer/token_sinks.h"
#include "tokenizer/unknown_token.h"

namespace tg {
namespace {

class WordLevel final : public SinkModel<WordLevel> {
 public:
  WordLevel(const TokenTable& tokens, UnknownToken unknown) : tokens_(tokens), unknown_(std::move(unknown)) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch&, Sink sink) const {
    CancelPoll cancelled;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      if (cancelled()) return check_cancelled();
      const std::string_view piece = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      const TokenId id = tokens_.find(piece);
      if (id == TokenTable::kNone && !unknown_.exists()) return unknown_.missing(piece);
      sink.add(i, id == TokenTable::kNone ? unknown_.id() : id, pieces[i]);
    }
    return {};
  }

 private:
  const TokenTable& tokens_;
  UnknownToken unknown_;
};

}  // namespace

Result<std::unique_ptr<const Model>> make_word_level_model(const ModelSpec& spec, const ModelContext& context) {
  auto unknown = UnknownToken::read(spec, context.vocabulary);
  if (!unknown.ok()) return unknown.status();
  return std::unique_ptr<const Model>(
      std::make_unique<const WordLevel>(context.tokens.get(), std::move(unknown).value()));
}

}  // namespace tg
