#include "tokenizer/bpe/bpe_tables.h"

#include <algorithm>

#include "base/quote.h"
#include "text/utf8.h"
#include "tokenizer/bpe/live_merges.h"
#include "tokenizer/bpe/rank_merges.h"
#include "tokenizer/bpe/splits.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/byte_token.h"
#include "tokenizer/stage_options.h"

namespace tg {
namespace {

Result<std::string> optional_text(const StageSpec& spec, std::string_view field) {
  if (spec.options[field].is_null()) return std::string();
  return read_text(spec, field);
}

Status check_dropout(const StageSpec& spec) {
  const json::Value& dropout = spec.options["dropout"];
  if (dropout.is_null() || (dropout.is_number() && dropout.number() == 0)) return {};
  return Status::error(Code::unsupported,
                       spec.where + ".dropout is not supported: with it every encoding is drawn at random, for " +
                           "training only; set it to null");
}

// An affix as it stands in text.
std::string in_text(const std::string& affix, bool stand_ins) {
  return stand_ins ? from_stand_ins(affix).value_or(affix) : affix;
}

std::size_t longest_of(const TokenTable& tokens) {
  std::size_t longest = 0;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) longest = std::max(longest, tokens[id].size());
  return longest;
}

// As in the reference, of a pair listed twice the later rank counts.
PairTable all_pairs(const Merges& merges) {
  constexpr std::size_t kAhead = 16;
  PairTable pairs(merges.size());
  for (std::uint32_t rank = 0; rank < merges.size(); ++rank) {
    if (rank + kAhead < merges.size()) pairs.prefetch(merges[rank + kAhead].left, merges[rank + kAhead].right);
    pairs.set(merges[rank].left, merges[rank].right, {rank, merges[rank].result});
  }
  return pairs;
}

// tiktoken's rule, spelled out: every way to write a token as two tokens is a merge, at the token's own id.
PairTable all_pairs_of(const TokenTable& names) {
  const Merges splits = find_splits(names);
  PairTable pairs(splits.size());
  for (const Merge& split : splits) pairs.set(split.left, split.right, {split.result, split.result});
  return pairs;
}

std::array<TokenId, 256> find_byte_ids(const TokenTable& names, bool bytes, bool stand_ins) {
  std::array<TokenId, 256> ids;
  for (unsigned byte = 0; byte < ids.size(); ++byte) {
    const std::string text(1, static_cast<char>(byte));
    ids[byte] = names.find(!bytes ? byte_token_name(byte) : stand_ins ? to_stand_ins(text) : text);
  }
  return ids;
}

// Every byte that text may have has a token, or every character that has none is spelled in byte tokens. A byte of
// ASCII is a character by itself: where that has a token, nobody asks for the byte's. (Gemma has a tab, and no <0x09>.)
bool names_spell_everything(const BpeTables& tables, const TokenTable& names) {
  for (unsigned byte = 0; byte < tables.byte_ids.size(); ++byte) {
    if (tables.byte_ids[byte] != TokenTable::kNone || is_never_in_utf8(static_cast<unsigned char>(byte))) continue;
    const std::string text(1, static_cast<char>(byte));
    if (tables.spelling.bytes || byte >= 0x80 || names.find(text) == TokenTable::kNone) return false;
  }
  return tables.spelling.bytes || tables.spelling.byte_fallback;
}

// Whether text is read as nothing but units, and merging them puts their text together.
bool merges_units(const BpeTables& tables, const Merges& merges) {
  if (!tables.spelling.prefix.empty() || !tables.spelling.suffix.empty() || !tables.spells_everything) return false;
  return tables.spelling.bytes || !tables.merges_byte_tokens(merges);
}

Status read_affixes(const StageSpec& options, bool stand_ins, SpellingRules& spelling) {
  auto prefix = optional_text(options, "continuing_subword_prefix");
  if (!prefix.ok()) return prefix.status();
  auto suffix = optional_text(options, "end_of_word_suffix");
  if (!suffix.ok()) return suffix.status();
  spelling.prefix = in_text(prefix.value(), stand_ins);
  spelling.suffix = in_text(suffix.value(), stand_ins);
  return {};
}

Status read_unknown(const StageSpec& options, const TokenTable& names, BpeTables& tables) {
  auto name = optional_text(options, "unk_token");
  if (!name.ok()) return name.status();
  const auto byte_fallback = read_flag_or(options, "byte_fallback", false);
  if (!byte_fallback.ok()) return byte_fallback.status();
  const auto fuse = read_flag_or(options, "fuse_unk", false);
  if (!fuse.ok()) return fuse.status();
  tables.unknown_name = std::move(name).value();
  tables.spelling.has_unknown = !options.options["unk_token"].is_null();
  tables.spelling.unknown = names.find(tables.unknown_name);
  tables.spelling.fuse_unknown = fuse.value();
  tables.spelling.byte_fallback = byte_fallback.value();
  return {};
}

// The reference spells the affixes in bytes, too, and then places them outside the text.
Status check_fallback(const StageSpec& options, const SpellingRules& spelling) {
  if (!spelling.byte_fallback || (spelling.prefix.empty() && spelling.suffix.empty())) return {};
  return Status::error(Code::unsupported, options.where + ".byte_fallback together with " +
                                              "continuing_subword_prefix or end_of_word_suffix is not supported");
}

}  // namespace

Result<BpeTables> BpeTables::make(const ModelSpec& spec, const TokenTable& names, bool bytes) {
  const StageSpec options{spec.options, spec.where};
  const bool by_rank = spec.merge_rule == MergeRule::by_rank;
  const bool stand_ins = bytes && spec.alphabet == TokenAlphabet::characters;
  BpeTables tables;
  tables.where = spec.where;
  tables.spelling.bytes = bytes;
  TG_RETURN_IF_ERROR(check_dropout(options));
  TG_RETURN_IF_ERROR(read_unknown(options, names, tables));
  TG_RETURN_IF_ERROR(read_affixes(options, stand_ins, tables.spelling));
  TG_RETURN_IF_ERROR(check_fallback(options, tables.spelling));
  const auto ignore_merges = read_flag_or(options, "ignore_merges", by_rank);
  if (!ignore_merges.ok()) return ignore_merges.status();
  tables.ignore_merges = ignore_merges.value();
  tables.rank_bound = by_rank ? names.id_bound() : spec.merges.size();
  tables.byte_ids = find_byte_ids(names, bytes, stand_ins);
  tables.spells_everything = names_spell_everything(tables, names);
  return tables;
}

void BpeTables::set_pairs(const ModelSpec& spec, const TokenTable& names) {
  const bool by_rank = spec.merge_rule == MergeRule::by_rank;
  std::optional<LiveMerges> live;
  if (merges_units(*this, spec.merges) && (spelling.bytes || !by_rank)) {
    live = by_rank ? find_rank_merges(names, byte_ids) : find_live_merges(names, spec.merges, units(names));
  }
  if (!live) {
    pairs = by_rank ? all_pairs_of(names) : all_pairs(spec.merges);
    return;
  }
  pairs = std::move(live->pairs);
  own = std::move(live->own);
}

void BpeTables::set_tokens(const ModelSpec& spec, const TokenTable& text_tokens) {
  tokens = &text_tokens;
  longest_token = longest_of(text_tokens);
  if (!spelling.bytes) borders = Borders(text_tokens, spec.merges, spec.merges_join);
}

std::vector<bool> BpeTables::units(const TokenTable& names) const {
  std::vector<bool> units(names.id_bound());
  if (spelling.bytes) {
    for (const TokenId id : byte_ids) {
      if (id != TokenTable::kNone) units[id] = true;
    }
    return units;
  }
  for (TokenId id = 0; id < units.size(); ++id) {
    const std::string_view token = names[id];
    units[id] = !token.empty() && token.size() == utf8_length(static_cast<unsigned char>(token[0]));
  }
  return units;
}

bool BpeTables::merges_byte_tokens(const Merges& merges) const {
  std::vector<bool> is_byte_token;
  for (const TokenId id : byte_ids) {
    if (id == TokenTable::kNone) continue;
    if (id >= is_byte_token.size()) is_byte_token.resize(std::size_t{id} + 1);
    is_byte_token[id] = true;
  }
  const auto is = [&](TokenId id) { return id < is_byte_token.size() && is_byte_token[id]; };
  return std::ranges::any_of(merges, [&](const Merge& merge) { return is(merge.left) || is(merge.right); });
}

Status BpeTables::missing_unknown(std::string_view piece) const {
  return Status::error(Code::bad_file, where + ".unk_token " + quote(unknown_name) +
                                           " is not in the vocabulary, but is needed for the text " + quote(piece));
}

}  // namespace tg
