// WordPiece: a word is cut into the longest tokens from its beginning, those inside it spelled with a prefix; a word
// that cannot be cut so, or is too long, is unknown as a whole.
#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/stage_options.h"
#include "tokenizer/token_trie.h"
#include "tokenizer/unknown_token.h"
#include "tokenizer/word_model.h"

namespace tg {
namespace {

class WordPiece final : public WordModel<WordPiece> {
 public:
  WordPiece(const TokenTable& tokens, UnknownToken unknown, std::string_view prefix, std::uint32_t longest)
      : trie_(tokens), inside_(trie_.walk(prefix)), unknown_(std::move(unknown)), longest_(longest) {}

  Status cut_word(std::string_view word, WordScratch& scratch) const {
    if (!is_too_long(word) && find_tokens(word, scratch.found)) return {};
    if (!unknown_.exists()) return unknown_.missing(word);
    scratch.found.assign(1, {unknown_.id(), {0, static_cast<std::uint32_t>(word.size())}});
    return {};
  }
  std::size_t memory_bytes() const override { return trie_.memory_bytes(); }

 private:
  bool is_too_long(std::string_view word) const { return word.size() > longest_ && count_characters(word) > longest_; }

  // False when some part of the word begins no token.
  bool find_tokens(std::string_view word, std::vector<PlacedId>& found) const {
    found.clear();
    CancelPoll cancelled;
    for (std::uint32_t begin = 0; begin < word.size() && !cancelled(); begin = found.back().span.end) {
      const PlacedId token = longest_token(word, begin);
      if (token.id == TokenTable::kNone) return false;
      found.push_back(token);
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
  auto unknown = UnknownToken::read(spec, context.vocabulary);
  if (!unknown.ok()) return unknown.status();
  const StageSpec options{spec.options, spec.where};
  const auto prefix = read_text(options, "continuing_subword_prefix");
  if (!prefix.ok()) return prefix.status();
  const auto longest = read_number(options, "max_input_chars_per_word");
  if (!longest.ok()) return longest.status();
  return std::unique_ptr<const Model>(std::make_unique<const WordPiece>(
      context.tokens.get(), std::move(unknown).value(), prefix.value(), longest.value()));
}

}  // namespace tg
