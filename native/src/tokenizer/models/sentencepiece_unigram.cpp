// SentencePiece's UNIGRAM model: the way to cut the whole text whose scores sum highest, summed in single precision as
// SentencePiece does it, because rounding decides between ways that are close. Only characters begin a piece.
#include <algorithm>
#include <cfloat>

#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/sentencepiece/piece_rules.h"
#include "tokenizer/token_sinks.h"

namespace tg {
namespace {

// How much worse than the worst piece an unknown character is.
constexpr float kUnknownPenalty = 10.0F;

struct ScoreRange {
  float lowest = FLT_MAX;
  float highest = FLT_MIN;
};

ScoreRange range_of(const ModelSpec& spec) {
  ScoreRange range;
  for (std::size_t id = 0; id < spec.scores.size(); ++id) {
    if (spec.kinds[id] != PieceKind::normal) continue;
    range.lowest = std::min(range.lowest, static_cast<float>(spec.scores[id]));
    range.highest = std::max(range.highest, static_cast<float>(spec.scores[id]));
  }
  return range;
}

// User-defined pieces get a bonus that makes them win always.
std::vector<double> scores_of(const ModelSpec& spec, const TokenTable& pieces, float highest) {
  std::vector<double> scores = spec.scores;
  for (TokenId id = 0; id < scores.size(); ++id) {
    if (spec.kinds[id] != PieceKind::user_defined) continue;
    scores[id] = static_cast<double>(static_cast<float>(pieces[id].size()) * highest) - 0.1;
  }
  return scores;
}

TokenTable found_in_text(const PieceRules& rules) {
  TokenTable table;
  for (TokenId id = 0; id < rules.kinds.size(); ++id) {
    const bool is_found = rules.kind(id) == PieceKind::normal || rules.kind(id) == PieceKind::user_defined;
    if (is_found) table.add(id, (*rules.pieces)[id]);
  }
  return table;
}

class SentencePieceUnigram final : public SinkModel<SentencePieceUnigram> {
 public:
  SentencePieceUnigram(PieceRules rules, std::vector<double> scores, float unknown_score)
      : rules_(std::move(rules)),
        trie_(found_in_text(rules_)),
        scores_(std::move(scores)),
        unknown_score_(unknown_score) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch, Sink sink) const {
    CancelPoll cancelled;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      if (cancelled()) return check_cancelled();
      const std::string_view piece = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      PieceWriter<Sink> writer(rules_, piece, i, pieces[i].begin, sink);
      TG_RETURN_IF_ERROR(write_best(piece, scratch.words.path, writer));
      writer.finish();
    }
    return {};
  }

 private:
  // Of equal ways the one found first.
  template <class Writer>
  Status write_best(std::string_view piece, BestPath& path, Writer& writer) const {
    path.start();
    CancelPoll cancelled;
    for (std::uint32_t begin = 0; begin < piece.size();) {
      if (cancelled()) return check_cancelled();
      if (path.ends_section(begin)) TG_RETURN_IF_ERROR(write(path.take(), writer));
      const auto character = static_cast<std::uint32_t>(utf8_length(static_cast<unsigned char>(piece[begin])));
      if (!add_pieces_from(piece, begin, character, path)) {
        const float score = unknown_score_ + static_cast<float>(path.score_at(begin));
        improve(path.end_at(begin + character), {score, begin, rules_.unknown});
      }
      begin += character;
    }
    return write(path.take(), writer);
  }

  template <class Writer>
  static Status write(std::span<const PlacedId> tokens, Writer& writer) {
    for (const PlacedId token : tokens) TG_RETURN_IF_ERROR(writer.add(token.id, token.span));
    return {};
  }

  // True when the character alone is a piece.
  bool add_pieces_from(std::string_view piece, std::uint32_t begin, std::uint32_t character, BestPath& path) const {
    const double score = path.score_at(begin);
    bool is_piece = false;
    TokenTrie::Node node = TokenTrie::kRoot;
    for (std::uint32_t at = begin; at < piece.size();) {
      node = trie_.step(node, piece[at++]);
      if (node == TokenTrie::kNowhere) break;
      const TokenId id = trie_.token(node);
      if (id == TokenTable::kNone) continue;
      improve(path.end_at(at), {scores_[id] + score, begin, id});
      is_piece = is_piece || at - begin == character;
    }
    return is_piece;
  }

  // A candidate is compared before it is rounded, and kept rounded.
  static void improve(PathEnd& end, PathEnd candidate) {
    if (end.begin != PathEnd::kUnreached && !(candidate.score > end.score)) return;
    end = candidate;
    end.score = static_cast<double>(static_cast<float>(candidate.score));
  }

  PieceRules rules_;
  TokenTrie trie_;
  std::vector<double> scores_;  // by id
  float unknown_score_;
};

}  // namespace

Result<std::unique_ptr<const Model>> make_sentencepiece_unigram_model(const ModelSpec& spec,
                                                                      const ModelContext& context) {
  auto rules = PieceRules::make(spec, context.tokens.get());
  if (!rules.ok()) return rules.status();
  const ScoreRange range = range_of(spec);
  return std::unique_ptr<const Model>(std::make_unique<const SentencePieceUnigram>(
      std::move(rules).value(), scores_of(spec, context.tokens.get(), range.highest), range.lowest - kUnknownPenalty));
}

}  // namespace tg
