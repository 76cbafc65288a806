#include "tokenizer/sentencepiece/piece_rules.h"

#include "base/quote.h"
#include "tokenizer/byte_token.h"
#include "tokenizer/stage_options.h"

namespace tg {
namespace {

TokenTable pieces_of_kind(const TokenTable& pieces, const std::vector<PieceKind>& kinds, PieceKind kind) {
  TokenTable chosen;
  for (TokenId id = 0; id < kinds.size(); ++id) {
    if (kinds[id] == kind) chosen.add(id, pieces[id]);
  }
  return chosen;
}

}  // namespace

Result<PieceRules> PieceRules::make(const ModelSpec& spec, const TokenTable& pieces) {
  const StageSpec options{spec.options, spec.where};
  const auto unknown = read_number(options, "unk_id");
  if (!unknown.ok()) return unknown.status();
  const auto spells_bytes = read_flag(options, "byte_fallback");
  if (!spells_bytes.ok()) return spells_bytes.status();
  PieceRules rules;
  rules.pieces = &pieces;
  rules.kinds = spec.kinds;
  rules.user_defined = PrefixMatcher(pieces_of_kind(pieces, spec.kinds, PieceKind::user_defined));
  rules.unknown = unknown.value();
  rules.spells_bytes = spells_bytes.value();
  for (unsigned byte = 0; rules.spells_bytes && byte < 256; ++byte) {
    rules.byte_pieces[byte] = pieces.find(byte_token_name(byte));
  }
  return rules;
}

Status refuse_control(std::string_view piece) {
  return Status::error(Code::bad_argument, "the text has the control piece " + quote(piece) +
                                               " where a piece of text is expected; SentencePiece refuses it, too");
}

}  // namespace tg
