// BPE where some pieces are unused: they take part in merging, and are then taken apart again, into the two symbols
// that were last considered for them anywhere in the text. So the order of all merges of a text matters, and it is
// merged as a whole, with SentencePiece's own queue.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "tokenizer/bpe/merging.h"
#include "tokenizer/sentencepiece/symbol_tables.h"

namespace tg {

class Resegmenting {
 public:
  Resegmenting(const SymbolTables& tables, const PieceRules& rules) : tables_(tables), rules_(rules) {}

  // What is left of `symbols`, in order. A symbol with the id TokenTable::kNone never merges.
  // REQUIRES: fewer than 2^32 - 1 symbols.
  std::vector<Symbol> merge(std::vector<Symbol> symbols);

 private:
  static constexpr std::uint32_t kEnd = ~std::uint32_t{0};

  struct Place {
    std::uint32_t previous;
    std::uint32_t next;
  };
  struct Candidate {
    std::uint32_t rank;
    std::uint32_t left;
    std::uint32_t right;
    std::uint32_t size;  // of both; when it is another now, the candidate is stale
    TokenId result;
  };

  void consider(std::uint32_t left, std::uint32_t right);
  void join(const Candidate& candidate);
  void take_apart(Symbol symbol, std::vector<Symbol>& out) const;
  bool is_unused(TokenId symbol) const {
    return symbol < rules_.kinds.size() && rules_.kind(symbol) == PieceKind::unused;
  }

  const SymbolTables& tables_;
  const PieceRules& rules_;
  std::vector<Symbol> symbols_;  // size 0: swallowed
  std::vector<Place> places_;
  std::vector<Candidate> queue_;                                  // a heap
  std::unordered_map<TokenId, std::pair<Symbol, Symbol>> parts_;  // of unused pieces
};

}  // namespace tg
