// BPE of one piece, without any shortcut but the ones that are always right: reading, merging, and asking whether a
// token is its own result.
#pragma once

#include <atomic>
#include <string_view>
#include <vector>

#include "tokenizer/bpe/bpe_scratch.h"
#include "tokenizer/bpe/bpe_tables.h"
#include "tokenizer/bpe/token_lines.h"

namespace tg {

class Merger {
 public:
  explicit Merger(BpeTables tables);

  // Leaves the symbols of `piece` in `scratch.symbols`. False when it needs the unknown token and the vocabulary lacks
  // it. `dropped` becomes true when a character left no symbol at all.
  bool merge(std::string_view piece, BpeScratch& scratch, bool& dropped) const;
  // The same for bytes, but symbols have the sizes of the bytes' stand-ins.
  void merge_in_stand_ins(std::string_view piece, BpeScratch& scratch) const;

  // The token that `piece` is as a whole, or TokenTable::kNone.
  TokenId whole_piece(std::string_view piece, BpeScratch& scratch) const;
  // Whether merging the bytes of token `id`, which are `piece`, gives it back.
  bool is_own(TokenId id, std::string_view piece, BpeScratch& scratch) const;

  const BpeTables& tables() const { return tables_; }
  // What is known of each token so far.
  std::vector<Own> own() const;
  std::size_t memory_bytes() const;

  // Appends the symbols that `piece` is read as to `scratch.symbols`. False as for merge().
  bool read(std::string_view piece, BpeScratch& scratch) const {
    bool dropped = false;
    return reader_.read(piece, scratch, dropped);
  }
  // Whether a symbol is a byte, and each has one: then that is all there is to reading.
  bool reads_bytes() const { return reader_.reads_bytes(); }
  void read_bytes(std::string_view piece, TokenId* to) const { reader_.read_bytes(piece, to); }

 private:
  std::size_t merge_between_borders(std::vector<Symbol>& symbols, MergeScratch& scratch) const;

  BpeTables tables_;
  SymbolReader reader_;
  mutable std::vector<std::atomic<Own>> own_;  // found out when first needed; every thread finds the same
};

}  // namespace tg
