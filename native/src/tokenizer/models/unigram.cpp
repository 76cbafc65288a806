// Unigram: of all ways to cut a piece into tokens the one whose scores sum highest (Viterbi). A character that is no
// token costs more than any token; neighbours of that kind are one unknown, spelled in bytes where the file says so.
#include <algorithm>
#include <array>
#include <utility>

#include "base/cancelled.h"
#include "base/quote.h"
#include "text/utf8.h"
#include "tokenizer/stage_options.h"
#include "tokenizer/token_trie.h"
#include "tokenizer/unknown_token.h"
#include "tokenizer/word_model.h"

namespace tg {
namespace {

// How much worse than the worst token an unknown character is.
constexpr double kUnknownPenalty = 10.0;

struct UnigramTables {
  std::vector<double> scores;  // by id
  double unknown_score = 0;
  TokenId unknown = TokenTable::kNone;
  bool spells_bytes = false;
  std::array<TokenId, 256> byte_tokens{};
  std::string where;
};

class Unigram final : public WordModel<Unigram> {
 public:
  Unigram(const TokenTable& tokens, UnigramTables tables)
      : tokens_(tokens), trie_(tokens), tables_(std::move(tables)) {}

  Status cut_word(std::string_view word, WordScratch& scratch) const {
    BestPath& path = scratch.path;
    Spelling spelling{word, scratch.found};
    scratch.found.clear();
    path.start();
    CancelPoll cancelled;
    for (std::uint32_t begin = 0; begin < word.size();) {
      if (cancelled()) return check_cancelled();
      if (path.ends_section(begin)) spell(path.take(), spelling);
      const std::size_t character = utf8_length(static_cast<unsigned char>(word[begin]));
      TG_RETURN_IF_ERROR(add_ends_from(word, begin, character, path));
      begin += static_cast<std::uint32_t>(character);
    }
    spell(path.take(), spelling);
    spell_unknown(spelling);
    return {};
  }
  std::size_t memory_bytes() const override { return trie_.memory_bytes() + tg::memory_bytes(tables_.scores); }

 private:
  // What became of a word so far; unknown characters are taken together, so the last ones wait for their neighbours.
  struct Spelling {
    std::string_view word;
    std::vector<PlacedId>& found;
    Span unknown{0, 0};
  };

  Status add_ends_from(std::string_view word, std::uint32_t begin, std::size_t character, BestPath& path) const;
  bool add_tokens_from(std::string_view word, std::uint32_t begin, std::size_t character, BestPath& path) const;
  static void improve(PathEnd& end, PathEnd candidate) {
    if (end.begin == PathEnd::kUnreached || candidate.score > end.score) end = candidate;
  }

  void spell(std::span<const PlacedId> tokens, Spelling& spelling) const;
  void spell_unknown(Spelling& spelling) const;
  bool can_spell(std::string_view text) const;
  Status missing_unknown(std::string_view piece) const;

  const TokenTable& tokens_;
  TokenTrie trie_;
  UnigramTables tables_;
};

// A way found later replaces one found earlier only when it is better, as in the reference, which decides between equal
// ones.
Status Unigram::add_ends_from(std::string_view word, std::uint32_t begin, std::size_t character, BestPath& path) const {
  if (add_tokens_from(word, begin, character, path)) return {};
  const double score = path.score_at(begin) + tables_.unknown_score;
  PathEnd& end = path.end_at(begin + static_cast<std::uint32_t>(character));
  const bool improves = end.begin == PathEnd::kUnreached || score > end.score;
  if (improves && tables_.unknown == TokenTable::kNone) return missing_unknown(word);
  improve(end, {score, begin, tables_.unknown});
  return {};
}

// True when the character alone is a token.
bool Unigram::add_tokens_from(std::string_view word, std::uint32_t begin, std::size_t character, BestPath& path) const {
  const double score = path.score_at(begin);
  bool is_token = false;
  TokenTrie::Node node = TokenTrie::kRoot;
  for (std::uint32_t at = begin; at < word.size();) {
    node = trie_.step(node, word[at++]);
    if (node == TokenTrie::kNowhere) break;
    const TokenId id = trie_.token(node);
    if (id == TokenTable::kNone) continue;
    improve(path.end_at(at), {tables_.scores[id] + score, begin, id});
    is_token = is_token || at - begin == character;
  }
  return is_token;
}

void Unigram::spell(std::span<const PlacedId> tokens, Spelling& spelling) const {
  for (const PlacedId token : tokens) {
    if (token.id == tables_.unknown) {
      if (spelling.unknown.end == 0) spelling.unknown.begin = token.span.begin;
      spelling.unknown.end = token.span.end;
      continue;
    }
    spell_unknown(spelling);
    spelling.found.push_back(token);
  }
}

// Unknown characters that are a token together are that token; only scores above zero make that happen, for below it
// the token by itself is better than two unknown characters.
void Unigram::spell_unknown(Spelling& spelling) const {
  const Span span = std::exchange(spelling.unknown, Span{0, 0});
  if (span.end == 0) return;
  const std::string_view text = spelling.word.substr(span.begin, span.end - span.begin);
  std::vector<PlacedId>& found = spelling.found;
  const TokenId id = tables_.unknown_score > -kUnknownPenalty ? tokens_.find(text) : TokenTable::kNone;
  if (id != TokenTable::kNone) return found.push_back({id, span});
  if (!can_spell(text)) return found.push_back({tables_.unknown, span});
  for (const char byte : text) found.push_back({tables_.byte_tokens[static_cast<unsigned char>(byte)], span});
}

bool Unigram::can_spell(std::string_view text) const {
  return tables_.spells_bytes && std::ranges::all_of(text, [this](char byte) {
           return tables_.byte_tokens[static_cast<unsigned char>(byte)] != TokenTable::kNone;
         });
}

Status Unigram::missing_unknown(std::string_view piece) const {
  return Status::error(
      Code::bad_file, tables_.where + ".unk_id is absent, but an unknown token is needed for the text " + quote(piece));
}

Result<TokenId> read_unknown(const ModelSpec& spec) {
  const StageSpec options{spec.options, spec.where};
  if (spec.options["unk_id"].is_null()) return TokenTable::kNone;
  const auto id = read_number(options, "unk_id");
  if (!id.ok()) return id.status();
  if (id.value() >= spec.scores.size()) {
    return wrong_field(options, "unk_id", "below the " + std::to_string(spec.scores.size()) + " tokens of the file");
  }
  return TokenId{id.value()};
}

std::array<TokenId, 256> find_byte_tokens(const TokenTable& tokens) {
  std::array<TokenId, 256> found{};
  for (std::uint32_t byte = 0; byte < found.size(); ++byte) {
    std::string digits = hexadecimal(byte, 2);
    std::ranges::transform(digits, digits.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    found[byte] = tokens.find("<0x" + digits + ">");
  }
  return found;
}

}  // namespace

Result<std::unique_ptr<const Model>> make_unigram_model(const ModelSpec& spec, const ModelContext& context) {
  const auto unknown = read_unknown(spec);
  if (!unknown.ok()) return unknown.status();
  const auto spells_bytes = read_flag_or({spec.options, spec.where}, "byte_fallback", false);
  if (!spells_bytes.ok()) return spells_bytes.status();
  UnigramTables tables;
  tables.scores = spec.scores;
  if (!spec.scores.empty()) tables.unknown_score = *std::ranges::min_element(spec.scores) - kUnknownPenalty;
  tables.unknown = unknown.value();
  tables.spells_bytes = spells_bytes.value();
  tables.byte_tokens = find_byte_tokens(context.tokens.get());
  tables.where = spec.where;
  return std::unique_ptr<const Model>(std::make_unique<const Unigram>(context.tokens.get(), std::move(tables)));
}

}  // namespace tg
