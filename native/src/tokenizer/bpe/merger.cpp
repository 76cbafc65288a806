#include "tokenizer/bpe/merger.h"

#include <algorithm>

#include "base/cancelled.h"

namespace tg {

Merger::Merger(BpeTables tables)
    : tables_(std::move(tables)), reader_(*tables_.tokens, tables_.spelling), own_(tables_.tokens->id_bound()) {
  const std::vector<Own> own = std::move(tables_.own);
  for (std::size_t id = 0; id < own.size() && id < own_.size(); ++id) {
    own_[id].store(own[id], std::memory_order_relaxed);
  }
}

bool Merger::merge(std::string_view piece, BpeScratch& scratch, bool& dropped) const {
  scratch.symbols.clear();
  if (!reader_.read(piece, scratch, dropped)) return false;
  scratch.symbols.resize(merge_between_borders(scratch.symbols, scratch.merging));
  return true;
}

void Merger::merge_in_stand_ins(std::string_view piece, BpeScratch& scratch) const {
  scratch.symbols.clear();
  reader_.read_in_stand_ins(piece, scratch);
  scratch.symbols.resize(merge_between_borders(scratch.symbols, scratch.merging));
}

std::size_t Merger::merge_between_borders(std::vector<Symbol>& symbols, MergeScratch& scratch) const {
  if (!tables_.borders.knows()) return merge_symbols(tables_.pairs, symbols, scratch);
  std::size_t done = 0;
  CancelPoll cancelled;
  for (std::size_t begin = 0, end = 0; begin < symbols.size() && !cancelled(); begin = end) {
    for (end = begin + 1; end < symbols.size(); ++end) {
      if (!tables_.borders.may_join(symbols[end - 1].id, symbols[end].id)) break;
    }
    const std::span<Symbol> run = std::span(symbols).subspan(begin, end - begin);
    const std::size_t count = merge_symbols(tables_.pairs, run, scratch);
    std::copy(run.begin(), run.begin() + static_cast<std::ptrdiff_t>(count),
              symbols.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return done;
}

TokenId Merger::whole_piece(std::string_view piece, BpeScratch& scratch) const {
  if (piece.size() > tables_.longest_token) return TokenTable::kNone;
  const TokenId id = tables_.tokens->find(piece);
  if (id == TokenTable::kNone || tables_.ignore_merges || is_own(id, piece, scratch)) return id;
  return TokenTable::kNone;
}

bool Merger::is_own(TokenId id, std::string_view piece, BpeScratch& scratch) const {
  std::atomic<Own>& known = own_[id];
  if (const Own own = known.load(std::memory_order_relaxed); own != Own::unknown) return own == Own::yes;
  bool dropped = false;
  const bool read = merge(piece, scratch, dropped);
  const bool own = read && !dropped && scratch.symbols.size() == 1 && scratch.symbols[0].id == id;
  if (is_cancelled()) return own;  // merging may have stopped half-way
  known.store(own ? Own::yes : Own::no, std::memory_order_relaxed);
  return own;
}

std::vector<Own> Merger::own() const {
  return {own_.begin(), own_.end()};
}

std::size_t Merger::memory_bytes() const {
  return tables_.pairs.memory_bytes() + tables_.borders.memory_bytes() + tg::memory_bytes(own_);
}

}  // namespace tg
