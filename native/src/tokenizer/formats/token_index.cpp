#include "tokenizer/formats/token_index.h"

#include "base/quote.h"

namespace tg {
namespace {

Status bad_file(const std::string& where, const std::string& what) {
  return Status::error(Code::bad_file, where + ": " + what);
}

std::string id_of(std::string_view token, TokenId id) {
  return quote(token) + " has the id " + std::to_string(id);
}

// Why `table` does not take the token.
Status conflict(const TokenTable& table, std::string_view token, TokenId id, const std::string& where) {
  const TokenId other = table.find(token);
  if (other == id) return bad_file(where, quote(token) + " appears twice, with the id " + std::to_string(id));
  if (other != TokenTable::kNone) {
    return bad_file(
        where, quote(token) + " appears twice, with the ids " + std::to_string(other) + " and " + std::to_string(id));
  }
  return bad_file(where, quote(table[id]) + " and " + quote(token) + " have the same id, " + std::to_string(id));
}

Status implausible(std::string_view token, TokenId id, std::size_t count, const std::string& where) {
  return bad_file(where, id_of(token, id) + ", far beyond the " + std::to_string(count) + " tokens there are");
}

Status check_against(const TokenTable& vocabulary, const AddedToken& token, const std::string& where) {
  const TokenId known = vocabulary.find(token.content);
  if (known == token.id) return {};
  if (known != TokenTable::kNone) {
    return bad_file(where, id_of(token.content, token.id) + ", but the vocabulary gives it " + std::to_string(known));
  }
  if (!vocabulary.has(token.id)) return {};
  return bad_file(
      where, id_of(token.content, token.id) + ", but the vocabulary gives that id to " + quote(vocabulary[token.id]));
}

}  // namespace

Result<TokenTable> index_vocabulary(TokenList list, const std::string& where) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto [token, id] = list[i];
    if (!is_plausible_id(id, list.size())) return implausible(token, id, list.size(), where);
  }
  TokenTable table;
  if (const std::size_t taken = table.fill(list); taken < list.size()) {
    const auto [token, id] = table.entry(list, taken);
    return conflict(table, token, id, where);
  }
  return table;
}

Status check_added_tokens(const std::vector<AddedToken>& tokens, const TokenTable& vocabulary,
                          const std::string& where) {
  const std::size_t count = vocabulary.size() + tokens.size();
  TokenTable added;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const AddedToken& token = tokens[i];
    if (!is_plausible_id(token.id, count)) return implausible(token.content, token.id, count, where);
    TG_RETURN_IF_ERROR(check_against(vocabulary, token, where));
    if (!added.add(token.id, token.content)) return conflict(added, token.content, token.id, where);
  }
  return {};
}

}  // namespace tg
