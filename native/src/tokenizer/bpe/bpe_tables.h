// A BPE model's tables, made from a spec: the tokens by the bytes that they stand for, the merges, and the rules for
// what the vocabulary does not know.
#pragma once

#include <string>
#include <string_view>

#include "tokenizer/bpe/borders.h"
#include "tokenizer/bpe/pair_table.h"
#include "tokenizer/bpe/symbol_reader.h"
#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/spec.h"

namespace tg {

struct BpeTables {
  // `names` are the tokens as the file writes them, `tokens` as they stand in text, in `bytes` or in characters. The
  // latter must outlive the tables.
  static Result<BpeTables> make(const ModelSpec& spec, const TokenTable& names, const TokenTable& tokens, bool bytes);

  Status missing_unknown(std::string_view piece) const;
  // Every byte has a token, or every character that has none is spelled in byte tokens: nothing is ever unknown or left
  // out.
  bool spells_everything() const;
  // A byte token (<0x41>), which says nothing of the text that it stands for, is part of a merge.
  bool merges_byte_tokens(const std::vector<Merge>& merges) const;
  // The tokens that a character or byte is read as, by id.
  std::vector<bool> units() const;

  const TokenTable* tokens = nullptr;
  PairTable pairs;             // all, or the live ones (see live_merges.h)
  std::size_t rank_bound = 0;  // ranks are below
  std::vector<Own> own;        // by token id; empty: not known yet
  Borders borders;
  SpellingRules spelling;
  bool ignore_merges = false;
  std::size_t longest_token = 0;
  std::string where;
  std::string unknown_name;
};

}  // namespace tg
