// The model's tokens by name: as the file writes them ("Ġthe"), or for files of raw bytes as text where the bytes are
// UTF-8 and in GPT-2's stand-ins where they are not.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

class Vocabulary {
 public:
  Vocabulary() = default;
  Vocabulary(TokenTable table, TokenAlphabet alphabet) : alphabet_(alphabet), table_(std::move(table)) {}

  std::optional<TokenId> find(std::string_view name) const;
  // The same for many names, TokenTable::kNone for those that are no token: several times as fast.
  std::vector<TokenId> find_all(std::span<const std::string_view> names) const;
  // None when the id has no token.
  std::optional<std::string> name(TokenId id) const;

  TokenAlphabet alphabet() const { return alphabet_; }
  // As the file has them: names, or raw bytes.
  const TokenTable& table() const { return table_; }

 private:
  TokenAlphabet alphabet_ = TokenAlphabet::characters;
  TokenTable table_;
};

std::vector<std::string_view> contents_of(std::span<const AddedToken> tokens);

}  // namespace tg
