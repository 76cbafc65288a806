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

std::vector<TokenId> Vocabulary::find_all(std::span<const std::string_view> names) const {
  std::vector<TokenId> ids(names.size());
  if (alphabet_ != TokenAlphabet::bytes) {
    table_.find_all(names, ids);
  } else {
    for (std::size_t i = 0; i < names.size(); ++i) ids[i] = find(names[i]).value_or(TokenTable::kNone);
  }
  return ids;
}

std::optional<std::string> Vocabulary::name(TokenId id) const {
  if (!table_.has(id)) return std::nullopt;
  const std::string_view bytes = table_[id];
  if (alphabet_ == TokenAlphabet::bytes && !is_valid_utf8(bytes)) return to_stand_ins(bytes);
  return std::string(bytes);
}

std::vector<std::string_view> contents_of(std::span<const AddedToken> tokens) {
  std::vector<std::string_view> contents;
  contents.reserve(tokens.size());
  for (const AddedToken& token : tokens) contents.push_back(token.content);
  return contents;
}

}  // namespace tg
