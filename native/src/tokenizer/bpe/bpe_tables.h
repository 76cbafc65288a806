// A BPE model's tables, made from a spec: the tokens by the bytes that they stand for, the merges, and the rules for
// what the vocabulary does not know.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "tokenizer/bpe/borders.h"
#include "tokenizer/bpe/pair_table.h"
#include "tokenizer/bpe/symbol_reader.h"
#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/spec.h"

namespace tg {

struct BpeTables {
  // The rules. `names` are the tokens as the file writes them; `bytes`: in text they stand as bytes, not as characters.
  // The next two find the rest, in any order and at the same time.
  static Result<BpeTables> make(const ModelSpec& spec, const TokenTable& names, bool bytes);
  void set_pairs(const ModelSpec& spec, const TokenTable& names);
  // `tokens` as they stand in text, which must outlive the tables.
  void set_tokens(const ModelSpec& spec, const TokenTable& tokens);

  Status missing_unknown(std::string_view piece) const;
  // A byte token (<0x41>), which says nothing of the text that it stands for, is part of a merge.
  bool merges_byte_tokens(const Merges& merges) const;
  // The tokens that a character or byte is read as, by id.
  std::vector<bool> units(const TokenTable& names) const;

  const TokenTable* tokens = nullptr;
  PairTable pairs;             // all, or the live ones (see live_merges.h)
  std::size_t rank_bound = 0;  // ranks are below
  std::vector<Own> own;        // by token id; empty: not known yet
  Borders borders;
  SpellingRules spelling;
  // Of each byte the token that it is read as, or else the one that is named after it (<0x41>), or TokenTable::kNone.
  std::array<TokenId, 256> byte_ids;
  bool spells_everything = false;  // nothing is ever unknown or left out
  bool ignore_merges = false;
  std::size_t longest_token = 0;
  std::string where;
  std::string unknown_name;
};

}  // namespace tg
