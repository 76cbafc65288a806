// What SentencePiece's models have in common: which pieces text can become, the user-defined ones that are found first,
// and what becomes of the unknown.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/model.h"
#include "tokenizer/sentencepiece/prefix_matcher.h"

namespace tg {

struct PieceRules {
  static Result<PieceRules> make(const ModelSpec& spec, const TokenTable& pieces);

  PieceKind kind(TokenId id) const { return kinds[id]; }
  // Text can become it, by itself or on the way to a longer piece.
  bool is_ordinary(TokenId id) const { return kind(id) == PieceKind::normal || kind(id) == PieceKind::unused; }

  const TokenTable* pieces = nullptr;  // all of them, by id
  std::vector<PieceKind> kinds;        // by id
  PrefixMatcher user_defined;          // answers with ids
  TokenId unknown = TokenTable::kNone;
  bool spells_bytes = false;
  std::array<TokenId, 256> byte_pieces{};
};

// SentencePiece fails, too: what is only there to be put around text cannot come from it.
Status refuse_control(std::string_view piece);

// Hands pieces on to a sink, with neighbouring unknowns as one, or each spelled in bytes.
template <class Sink>
class PieceWriter {
 public:
  // `text` is the model's piece number `number`, which begins at `base` of the normalized text.
  PieceWriter(const PieceRules& rules, std::string_view text, std::uint32_t number, std::uint32_t base, Sink& sink)
      : rules_(rules), text_(text), number_(number), base_(base), sink_(sink) {}

  Status add(TokenId id, Span span) {
    if (id == rules_.unknown) {
      add_unknown(span);
      return {};
    }
    end_unknown();
    if (rules_.kind(id) == PieceKind::control) return refuse_control((*rules_.pieces)[id]);
    put(id, span);
    return {};
  }
  void finish() { end_unknown(); }

 private:
  void add_unknown(Span span) {
    if (!rules_.spells_bytes) {
      unknown_ = {unknown_.end > unknown_.begin ? unknown_.begin : span.begin, span.end};
      return;
    }
    for (std::uint32_t at = span.begin; at < span.end; ++at) {
      put(rules_.byte_pieces[static_cast<unsigned char>(text_[at])], {at, at + 1});
    }
  }
  void end_unknown() {
    if (unknown_.end > unknown_.begin) put(rules_.unknown, unknown_);
    unknown_ = {0, 0};
  }
  void put(TokenId id, Span span) { sink_.add(number_, id, {base_ + span.begin, base_ + span.end}); }

  const PieceRules& rules_;
  std::string_view text_;
  std::uint32_t number_;
  std::uint32_t base_;
  Sink& sink_;
  Span unknown_{0, 0};  // still growing; empty: there is none
};

}  // namespace tg
