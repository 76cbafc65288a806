#include "tokenizer/sentencepiece/symbol_tables.h"

#include <algorithm>
#include <functional>

#include "base/quote.h"
#include "text/utf8.h"
#include "tokenizer/bpe/splits.h"

namespace tg {
namespace {

// Bytes. The trainer makes pieces of 512 characters at most; the ways to cut a piece in two are its square.
constexpr std::size_t kLongestPiece = 2048;

void add_character(std::string_view character, const PieceRules& rules, SymbolTables& tables) {
  if (tables.symbols.find(character) != TokenTable::kNone) return;
  const auto symbol = static_cast<TokenId>(tables.pieces_of_symbols.size());
  const TokenId piece = rules.pieces->find(character);
  tables.symbols.add(symbol, character);
  tables.pieces_of_symbols.push_back(piece == TokenTable::kNone ? rules.unknown : piece);
}

void add_characters(std::string_view piece, const PieceRules& rules, SymbolTables& tables) {
  for (std::size_t at = 0; at < piece.size();) {
    const std::size_t size = utf8_length(static_cast<unsigned char>(piece[at]));
    add_character(piece.substr(at, size), rules, tables);
    at += size;
  }
}

// Characters that are pieces of another kind (a control piece "x") count as what they are, too.
void add_symbols(const PieceRules& rules, SymbolTables& tables) {
  for (TokenId id = 0; id < rules.kinds.size(); ++id) {
    tables.pieces_of_symbols.push_back(id);
    if (!rules.is_ordinary(id)) continue;
    tables.symbols.add(id, (*rules.pieces)[id]);
    tables.has_unused = tables.has_unused || rules.kind(id) == PieceKind::unused;
  }
  for (TokenId id = 0; id < rules.kinds.size(); ++id) {
    const std::string_view piece = (*rules.pieces)[id];
    const bool is_character = piece.size() == utf8_length(static_cast<unsigned char>(piece.front()));
    if (is_character) {
      add_character(piece, rules, tables);
    } else if (rules.is_ordinary(id)) {
      add_characters(piece, rules, tables);
    }
  }
}

// A visible space inside the piece, but for those at its beginning.
bool crosses_words(std::string_view piece) {
  constexpr std::string_view kVisibleSpace = "\xE2\x96\x81";
  std::size_t begin = 0;
  while (piece.substr(begin).starts_with(kVisibleSpace)) begin += kVisibleSpace.size();
  return piece.find(kVisibleSpace, begin) != piece.npos;
}

std::vector<std::uint32_t> ranks_of(const std::vector<double>& scores) {
  std::vector<double> sorted = scores;
  std::ranges::sort(sorted, std::greater<>());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<std::uint32_t> ranks;
  ranks.reserve(scores.size());
  for (const double score : scores) {
    const auto place = std::ranges::lower_bound(sorted, score, std::greater<>());
    ranks.push_back(static_cast<std::uint32_t>(place - sorted.begin()));
  }
  return ranks;
}

Status too_long(const ModelSpec& spec, TokenId piece, std::size_t size) {
  return Status::error(Code::limit, spec.where + "[" + std::to_string(piece) + "]: the piece has " +
                                        std::to_string(size) + " bytes; the limit for BPE is " +
                                        std::to_string(kLongestPiece));
}

}  // namespace

Result<SymbolTables> SymbolTables::make(const ModelSpec& spec, const PieceRules& rules) {
  SymbolTables tables;
  add_symbols(rules, tables);
  Merges merges;
  for (TokenId id = 0; id < rules.kinds.size(); ++id) {
    tables.cuts_at_spaces = tables.cuts_at_spaces && !crosses_words((*rules.pieces)[id]);
    if (!rules.is_ordinary(id)) continue;
    if (const std::size_t size = tables.symbols[id].size(); size > kLongestPiece) return too_long(spec, id, size);
    append_splits(tables.symbols, id, merges);
  }
  const std::vector<std::uint32_t> ranks = ranks_of(spec.scores);
  tables.pairs = PairTable(merges.size());
  for (const Merge& merge : merges) tables.pairs.set(merge.left, merge.right, {ranks[merge.result], merge.result});
  tables.borders = Borders(tables.symbols, merges, true);
  return tables;
}

}  // namespace tg
