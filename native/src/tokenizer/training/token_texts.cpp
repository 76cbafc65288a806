#include "tokenizer/training/token_texts.h"

#include "text/unicode.h"
#include "text/utf8.h"
#include "tokenizer/byte_token.h"

namespace tg {
namespace {

struct OnePiece final : PieceSink {
  void take(std::string_view text, std::span<const Span> pieces) override {
    count += pieces.size();
    if (count == 1 && pieces.size() == 1) {
      piece.assign(text.substr(pieces[0].begin, pieces[0].end - pieces[0].begin));
    }
  }
  std::size_t count = 0;
  std::string piece;
};

enum class Kind { letters, digits, blanks, others };

Kind kind_of(char32_t character) {
  if (is_letter(character) || is_mark(character)) return Kind::letters;
  if (is_white_space(character)) return Kind::blanks;
  return is_number(character) ? Kind::digits : Kind::others;
}

}  // namespace

TokenTexts::TokenTexts(const PipelineOwner& owner, const Tokenizer& tokenizer, const BpeGoal& goal)
    : owner_(owner),
      old_(owner.core().mapped ? *owner.core().mapped : owner.core().vocabulary.table()),
      goal_(goal),
      excluded_(goal.excluded.begin(), goal.excluded.end()) {
  for (const AddedToken& token : tokenizer.added_tokens()) apart_.insert(token.id);
  if (owner.core().mapped || owner.core().vocabulary.alphabet() == TokenAlphabet::bytes) return;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const TokenId id = old_.find(byte_token_name(byte));
    if (id != TokenTable::kNone) apart_.insert(id);
  }
}

std::string_view TokenTexts::operator[](TokenId id) const {
  return id < goal_.first_id ? old_[id] : std::string_view(learnt_[id - goal_.first_id]);
}

std::string TokenTexts::joined(TokenId left, TokenId right) const {
  std::string_view second = (*this)[right];
  const std::string_view prefix = goal_.continuing_prefix;
  if (!prefix.empty() && second.starts_with(prefix)) second.remove_prefix(prefix.size());
  return std::string((*this)[left]).append(second);
}

bool TokenTexts::may_join(TokenId left, TokenId right, std::string_view text) const {
  if (apart_.contains(left) || apart_.contains(right)) return false;
  if (goal_.longest_token > 0 && text.size() > goal_.longest_token) return false;
  if (old_.find(text) != TokenTable::kNone || known_.contains(std::string(text))) return false;
  if (!goal_.word_mark.empty() && !is_word_part(text)) return false;
  if (!goal_.own_text_is_a_piece || !is_valid_utf8(text)) return true;
  return piece_of(text).ends_with(text);
}

// Behind the mark that may begin it, characters of one kind.
bool TokenTexts::is_word_part(std::string_view text) const {
  if (text.starts_with(goal_.word_mark)) text.remove_prefix(goal_.word_mark.size());
  if (text.empty() || text.find(goal_.word_mark) != text.npos || !is_valid_utf8(text)) return false;
  const Kind kind = kind_of(decode_utf8(text, 0).code_point);
  for (std::size_t at = 0; at < text.size();) {
    const Decoded character = decode_utf8(text, at);
    if (kind_of(character.code_point) != kind) return false;
    at += character.length;
  }
  return true;
}

void TokenTexts::add(std::string text) {
  known_.insert(text);
  learnt_.push_back(std::move(text));
}

std::string TokenTexts::piece_of(std::string_view text) const {
  OnePiece sink;
  const Status status = owner_.pipeline().cut(text, SpecialPolicy::match, sink);
  return status.ok() && sink.count == 1 ? std::move(sink.piece) : std::string();
}

}  // namespace tg
