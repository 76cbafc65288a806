#include "tokenizer/bpe/bpe_tables.h"

#include <algorithm>

#include "base/quote.h"
#include "base/thread_pool.h"
#include "text/utf8.h"
#include "tokenizer/bpe/live_merges.h"
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
PairTable all_pairs(const std::vector<Merge>& merges, MergeRule rule) {
  constexpr std::size_t kAhead = 16;
  PairTable pairs(merges.size());
  for (std::uint32_t place = 0; place < merges.size(); ++place) {
    if (place + kAhead < merges.size()) pairs.prefetch(merges[place + kAhead].left, merges[place + kAhead].right);
    const Merge& merge = merges[place];
    const std::uint32_t rank = rule == MergeRule::by_rank ? merge.result : place;
    pairs.set(merge.left, merge.right, {rank, merge.result});
  }
  return pairs;
}

// Whether text is read as nothing but units, and merging them puts their text together.
bool merges_units(const BpeTables& tables, const std::vector<Merge>& merges) {
  if (!tables.spelling.prefix.empty() || !tables.spelling.suffix.empty() || !tables.spells_everything()) return false;
  return tables.spelling.bytes || !tables.merges_byte_tokens(merges);
}

void set_pairs(BpeTables& tables, const std::vector<Merge>& merges, MergeRule rule) {
  auto live = merges_units(tables, merges) ? find_live_merges(*tables.tokens, merges, rule, tables.units())
                                           : std::optional<LiveMerges>();
  if (!live) {
    tables.pairs = all_pairs(merges, rule);
    return;
  }
  tables.pairs = std::move(live->pairs);
  tables.own = std::move(live->own);
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

Result<BpeTables> BpeTables::make(const ModelSpec& spec, const TokenTable& names, const TokenTable& tokens,
                                  bool bytes) {
  const StageSpec options{spec.options, spec.where};
  const bool by_rank = spec.merge_rule == MergeRule::by_rank;
  BpeTables tables;
  tables.tokens = &tokens;
  tables.where = spec.where;
  tables.spelling.bytes = bytes;
  TG_RETURN_IF_ERROR(check_dropout(options));
  TG_RETURN_IF_ERROR(read_unknown(options, names, tables));
  TG_RETURN_IF_ERROR(read_affixes(options, bytes && spec.alphabet == TokenAlphabet::characters, tables.spelling));
  TG_RETURN_IF_ERROR(check_fallback(options, tables.spelling));
  const auto ignore_merges = read_flag_or(options, "ignore_merges", by_rank);
  if (!ignore_merges.ok()) return ignore_merges.status();
  tables.ignore_merges = ignore_merges.value();
  parallel_for(2, 0, [&](std::size_t table, unsigned) {
    // tiktoken's rule, spelled out: every way to write a token as two tokens is a merge, at the token's own id.
    if (table == 0) set_pairs(tables, by_rank ? find_splits(tokens) : spec.merges, spec.merge_rule);
    if (table == 1 && !bytes) tables.borders = Borders(tokens, spec.merges, spec.merges_join);
  });
  tables.longest_token = longest_of(tokens);
  tables.rank_bound = by_rank ? tokens.id_bound() : spec.merges.size();
  return tables;
}

// A byte of ASCII is a character by itself: where that has a token, nobody asks for the byte's. (Gemma has a tab, and
// no <0x09>.)
bool BpeTables::spells_everything() const {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    const bool is_token = tokens->find(spelling.bytes ? text : byte_token_name(byte)) != TokenTable::kNone;
    if (!is_token && (byte >= 0x80 || tokens->find(text) == TokenTable::kNone)) return false;
  }
  return spelling.bytes || spelling.byte_fallback;
}

bool BpeTables::merges_byte_tokens(const std::vector<Merge>& merges) const {
  std::vector<bool> is_byte_token(tokens->id_bound());
  for (unsigned byte = 0; byte < 256; ++byte) {
    const TokenId id = tokens->find(byte_token_name(byte));
    if (id != TokenTable::kNone) is_byte_token[id] = true;
  }
  return std::ranges::any_of(
      merges, [&](const Merge& merge) { return is_byte_token[merge.left] || is_byte_token[merge.right]; });
}

std::vector<bool> BpeTables::units() const {
  std::vector<bool> units(tokens->id_bound());
  for (TokenId id = 0; id < units.size(); ++id) {
    const std::string_view token = (*tokens)[id];
    if (token.empty()) continue;
    const std::size_t unit = spelling.bytes ? 1 : utf8_length(static_cast<unsigned char>(token[0]));
    units[id] = token.size() == unit;
  }
  return units;
}

Status BpeTables::missing_unknown(std::string_view piece) const {
  return Status::error(Code::bad_file, where + ".unk_token " + quote(unknown_name) +
                                           " is not in the vocabulary, but is needed for the text " + quote(piece));
}

}  // namespace tg
