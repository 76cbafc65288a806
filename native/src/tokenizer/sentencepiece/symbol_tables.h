// The tables of SentencePiece's BPE: its merges are not listed, they follow from the pieces. Two neighbours merge when
// their strings together are a piece, the one of the highest score first, the leftmost of equals.
#pragma once

#include <string_view>
#include <vector>

#include "tokenizer/bpe/borders.h"
#include "tokenizer/bpe/pair_table.h"
#include "tokenizer/sentencepiece/piece_rules.h"

namespace tg {

struct SymbolTables {
  static Result<SymbolTables> make(const ModelSpec& spec, const PieceRules& rules);

  // What a symbol is at the end: itself, or for a character that is only a part of pieces what its string is called.
  TokenId piece_of(TokenId symbol) const { return pieces_of_symbols[symbol]; }

  TokenTable symbols;  // ordinary pieces by their ids, and beyond them the characters that only stand inside pieces
  std::vector<TokenId> pieces_of_symbols;
  PairTable pairs;  // a pair's rank is the place of its piece's score among all scores, the highest first
  Borders borders;
  bool has_unused = false;  // some ordinary piece must be taken apart again
  // No piece goes on behind a character with a visible space: words that begin with one are merged each by itself.
  bool cuts_at_spaces = true;
};

}  // namespace tg
