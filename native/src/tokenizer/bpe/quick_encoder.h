// BPE at speed, for ids and counts: pieces that are tokens are looked up, others remembered, and long ones cut where
// nothing can merge. What comes out is what Merger makes of each piece.
#pragma once

#include <span>
#include <string_view>

#include "text/split_pattern.h"
#include "tokenizer/bpe/character_borders.h"
#include "tokenizer/bpe/character_ids.h"
#include "tokenizer/bpe/merger.h"
#include "tokenizer/id_writer.h"
#include "tokenizer/model.h"

namespace tg {

class QuickEncoder {
 public:
  // Whether a model can be run this way: symbols have no affixes, and ids leave room for flags.
  static bool fits(const BpeTables& tables);

  // What the tokens alone tell: can be made while the pairs of `tables` are not there yet.
  struct Tables {
    TokenLines lines;
    CharacterBorders borders;
  };
  // `merges`: as the file lists them, empty where the rule is by rank. REQUIRES: `tables` has its tokens, and fits.
  static Tables make_tables(const BpeTables& tables, const Merges& merges);

  // `merger`, of the tables that the others were made of, must outlive the encoder.
  QuickEncoder(const Merger& merger, Tables tables);

  // `Sink` is IdWriter or IdCounter.
  template <class Sink>
  Status encode(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch, Sink& sink) const;

  std::size_t memory_bytes() const { return lines_.memory_bytes() + borders_.memory_bytes() + CharacterIds::kBytes; }

 private:
  template <class Sink>
  class Run;

  const Merger& merger_;
  TokenLines lines_;
  CharacterBorders borders_;
  CharacterIds characters_;
  std::uint32_t whole_;  // flags of the tokens that a piece may be as a whole
  Generation generation_;
};

extern template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdWriter&) const;
extern template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdCounter&) const;

}  // namespace tg
