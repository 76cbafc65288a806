// SentencePiece's normalizer as a stage.
#include "tokenizer/normalizer.h"
#include "tokenizer/sentencepiece/rewriter.h"

namespace tg {
namespace {

class SentencePiece final : public Normalizer {
 public:
  explicit SentencePiece(Rewriter rewriter) : rewriter_(std::move(rewriter)) {}

  Status normalize(AlignedText& text, bool track) const override {
    std::string bytes;
    bytes.reserve(text.bytes.size() + text.bytes.size() / 2);
    std::vector<std::uint32_t> places;
    TG_RETURN_IF_ERROR(rewriter_.rewrite(text.bytes, bytes, track ? &places : nullptr));
    if (track) text.origins = origins_of(places, text.origins);
    text.bytes = std::move(bytes);
    return {};
  }
  // Nearly every text gets a space in front.
  bool keeps(std::string_view text) const override { return text.empty(); }

 private:
  // A byte comes from what was consumed between it and the next one, so that a token's surface is SentencePiece's.
  static std::vector<Span> origins_of(const std::vector<std::uint32_t>& places, const std::vector<Span>& old) {
    const auto begin_of = [&old](std::uint32_t place) {
      if (place < old.size()) return old[place].begin;
      return old.empty() ? 0 : old.back().end;
    };
    std::vector<Span> origins;
    origins.reserve(places.size());
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      origins.push_back({begin_of(places[i]), begin_of(places[i + 1])});
    }
    return origins;
  }

  Rewriter rewriter_;
};

}  // namespace

MadeStage<Normalizer> make_sentencepiece_normalizer(const StageSpec& spec) {
  auto rewriter = Rewriter::read(spec);
  if (!rewriter.ok()) return rewriter.status();
  return made<Normalizer, SentencePiece>(std::move(rewriter).value());
}

}  // namespace tg
