#include "tokenizer/vocabulary.h"

#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {

std::optional<TokenId> Vocabulary::find(std::string_view name) const {
  TokenId id = table_.find(name);
  if (id == TokenTable::kNone && alphabet_ == TokenAlphabet::bytes && is_valid_utf8(name)) {
    const auto bytes = from_stand_ins(name);
    // Bytes that are text are named by that text only.
    if (bytes && !is_valid_utf8(*bytes)) id = table_.find(*bytes);
  }
  return id == TokenTable::kNone ? std::nullopt : std::optional(id);
}

std::optional<std::string> Vocabulary::name(TokenId id) const {
  if (!table_.has(id)) return std::nullopt;
  const std::string_view bytes = table_[id];
  if (alphabet_ == TokenAlphabet::bytes && !is_valid_utf8(bytes)) return to_stand_ins(bytes);
  return std::string(bytes);
}

}  // namespace tg
