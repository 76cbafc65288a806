// WordPiece: a word is cut into the longest tokens from its beginning, those inside it spelled with a prefix; a word
// that cannot be cut so, or is too long, is unknown as a whole.
#include "tokenizer/stage_options.h"
#include "tokenizer/token_sinks.h"
#include "tokenizer/token_trie.h"
#include "tokenizer/unknown_token.h"

namespace tg {
namespace {

class WordPiece final : public SinkModel<WordPiece> {
 public:
  WordPiece(const TokenTable& tokens, UnknownToken unknown, std::string_view prefix, std::uint32_t longest)
      : trie_(tokens), inside_(trie_.walk(prefix)), unknown_(std::move(unknown)), longest_(longest) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch, Sink sink) const {
    std::vector<PlacedId>& found = scratch.words.found;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      const std::string_view word = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      if (is_too_long(word) || !cut_word(word, pieces[i].begin, found)) {
        if (!unknown_.exists()) return unknown_.missing(word);
        sink.add(i, unknown_.id(), pieces[i]);
        continue;
      }
      for (const PlacedId token : found) sink.add(i, token.id, token.span);
    }
    return {};
  }

 private:
  bool is_too_long(std::string_view word) const {
    if (word.size() <= longest_) return false;
    std::size_t characters = 0;
    for (const char c : word) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return characters > longest_;
  }

  // False when some part of the word begins no token. `base` is added to every place.
  bool cut_word(std::string_view word, std::uint32_t base, std::vector<PlacedId>& found) const {
    found.clear();
    for (std::uint32_t begin = 0; begin < word.size();) {
      const PlacedId token = longest_token(word, begin);
      if (token.id == TokenTable::kNone) return false;
      found.push_back({token.id, {base + begin, base + token.span.end}});
      begin = token.span.end;
    }
    return true;
  }

  PlacedId longest_token(std::string_view word, std::uint32_t begin) const {
    PlacedId best{TokenTable::kNone, {begin, begin}};
    TokenTrie::Node node = begin == 0 ? TokenTrie::kRoot : inside_;
    for (std::uint32_t at = begin; at < word.size() && node != TokenTrie::kNowhere;) {
      node = trie_.step(node, word[at++]);
      if (node == TokenTrie::kNowhere) break;
      if (trie_.token(node) != TokenTable::kNone) best = {trie_.token(node), {begin, at}};
    }
    return best;
  }

  TokenTrie trie_;
  TokenTrie::Node inside_;  // where the prefix of continuing tokens leads
  UnknownToken unknown_;
  std::uint32_t longest_;
};

}  // namespace

Result<std::unique_ptr<const Model>> make_word_piece_model(const ModelSpec& spec, const ModelContext& context) {
  if (context.bytes) return refuse_bytes(spec);
  auto unknown = UnknownToken::read(spec, context.vocabulary);
  if (!unknown.ok()) return unknown.status();
  const StageSpec options{spec.options, spec.where};
  const auto prefix = read_text(options, "continuing_subword_prefix");
  if (!prefix.ok()) return prefix.status();
  const auto longest = read_number(options, "max_input_chars_per_word");
  if (!longest.ok()) return longest.status();
  return std::unique_ptr<const Model>(
      std::make_unique<const WordPiece>(context.tokens, std::move(unknown).value(), prefix.value(), longest.value()));
}

}  // namespace tg
