// Unigram: of all ways to cut a piece into tokens the one whose scores sum highest (Viterbi). A character that is no
// token costs more than any token; neighbours of that kind are one unknown, spelled in bytes where the file says so.
#include <algorithm>
#include <array>

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
constexpr std::uint32_t kUnreached = ~std::uint32_t{0};

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
    TG_RETURN_IF_ERROR(find_ends(word, scratch.ends));
    read_path(scratch.ends, scratch.path);
    scratch.found.clear();
    spell(word, scratch.path, scratch.found);
    return {};
  }
  std::size_t memory_bytes() const override { return trie_.memory_bytes() + tg::memory_bytes(tables_.scores); }

 private:
  Status find_ends(std::string_view piece, std::vector<PathEnd>& ends) const;
  bool add_tokens_from(std::string_view piece, std::uint32_t begin, std::size_t character,
                       std::vector<PathEnd>& ends) const;
  static void improve(PathEnd& end, PathEnd candidate) {
    if (end.begin == kUnreached || candidate.score > end.score) end = candidate;
  }
  static void read_path(const std::vector<PathEnd>& ends, std::vector<PlacedId>& path);

  void spell(std::string_view word, const std::vector<PlacedId>& path, std::vector<PlacedId>& found) const;
  void spell_unknown(std::string_view word, Span span, std::vector<PlacedId>& found) const;
  bool can_spell(std::string_view text) const;
  Status missing_unknown(std::string_view piece) const;

  const TokenTable& tokens_;
  TokenTrie trie_;
  UnigramTables tables_;
};

// `ends[i]` becomes the best way to the first i bytes. A way found later replaces one found earlier only when it is
// better, as in the reference, which decides between equal ones.
Status Unigram::find_ends(std::string_view piece, std::vector<PathEnd>& ends) const {
  ends.assign(piece.size() + 1, {0, kUnreached, TokenTable::kNone});
  CancelPoll cancelled;
  for (std::uint32_t begin = 0; begin < piece.size();) {
    if (cancelled()) return check_cancelled();
    const std::size_t character = utf8_length(static_cast<unsigned char>(piece[begin]));
    if (!add_tokens_from(piece, begin, character, ends)) {
      const double score = ends[begin].score + tables_.unknown_score;
      PathEnd& end = ends[begin + character];
      const bool improves = end.begin == kUnreached || score > end.score;
      if (improves && tables_.unknown == TokenTable::kNone) return missing_unknown(piece);
      improve(end, {score, begin, tables_.unknown});
    }
    begin += static_cast<std::uint32_t>(character);
  }
  return {};
}

// True when the character alone is a token.
bool Unigram::add_tokens_from(std::string_view piece, std::uint32_t begin, std::size_t character,
                              std::vector<PathEnd>& ends) const {
  const double score = ends[begin].score;
  bool is_token = false;
  TokenTrie::Node node = TokenTrie::kRoot;
  for (std::size_t at = begin; at < piece.size();) {
    node = trie_.step(node, piece[at++]);
    if (node == TokenTrie::kNowhere) break;
    const TokenId id = trie_.token(node);
    if (id == TokenTable::kNone) continue;
    improve(ends[at], {tables_.scores[id] + score, begin, id});
    is_token = is_token || at - begin == character;
  }
  return is_token;
}

void Unigram::read_path(const std::vector<PathEnd>& ends, std::vector<PlacedId>& path) {
  path.clear();
  for (auto at = static_cast<std::uint32_t>(ends.size() - 1); at > 0; at = ends[at].begin) {
    path.push_back({ends[at].id, {ends[at].begin, at}});
  }
  std::ranges::reverse(path);
}

// What the path says, with neighbouring unknown characters taken together.
void Unigram::spell(std::string_view word, const std::vector<PlacedId>& path, std::vector<PlacedId>& found) const {
  for (std::size_t i = 0; i < path.size();) {
    PlacedId token = path[i++];
    if (token.id != tables_.unknown) {
      found.push_back(token);
      continue;
    }
    while (i < path.size() && path[i].id == token.id) token.span.end = path[i++].span.end;
    spell_unknown(word, token.span, found);
  }
}

// Unknown characters that are a token together are that token; only scores above zero make that happen, for below it
// the token by itself is better than two unknown characters.
void Unigram::spell_unknown(std::string_view word, Span span, std::vector<PlacedId>& found) const {
  const std::string_view text = word.substr(span.begin, span.end - span.begin);
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
  tables.byte_tokens = find_byte_tokens(context.tokens);
  tables.where = spec.where;
  return std::unique_ptr<const Model>(std::make_unique<const Unigram>(context.tokens, std::move(tables)));
}

}  // namespace tg
