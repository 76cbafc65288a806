#include "tokenizer/formats/token_index.h"

#include "base/quote.h"
#include "tokenizer/vocabulary.h"

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

// `known` is the id that the vocabulary has for the token's content.
Status check_against(const TokenTable& vocabulary, TokenId known, const AddedToken& token, const std::string& where) {
  if (known == token.id) return {};
  if (known != TokenTable::kNone) {
    return bad_file(where, id_of(token.content, token.id) + ", but the vocabulary gives it " + std::to_string(known));
  }
  if (!vocabulary.has(token.id)) return {};
  return bad_file(
      where, id_of(token.content, token.id) + ", but the vocabulary gives that id to " + quote(vocabulary[token.id]));
}

Result<TokenTable> table_of(TokenList list, const std::string& where) {
  TokenTable table;
  const std::size_t taken = table.fill(list);
  if (taken == list.size()) return table;
  const auto [token, id] = table.entry(list, taken);
  return conflict(table, token, id, where);
}

}  // namespace

Result<TokenTable> index_vocabulary(TokenList list, const std::string& where) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto [token, id] = list[i];
    if (!is_plausible_id(id, list.size())) return implausible(token, id, list.size(), where);
  }
  return table_of(std::move(list), where);
}

Status check_added_tokens(const std::vector<AddedToken>& tokens, const TokenTable& vocabulary,
                          const std::string& where) {
  const std::size_t count = vocabulary.size() + tokens.size();
  const std::vector<std::string_view> contents = contents_of(tokens);
  std::vector<TokenId> known(tokens.size());
  vocabulary.find_all(contents, known);
  TokenList list;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const AddedToken& token = tokens[i];
    if (!is_plausible_id(token.id, count)) return implausible(token.content, token.id, count, where);
    TG_RETURN_IF_ERROR(check_against(vocabulary, known[i], token, where));
    list.add(token.content, token.id);
  }
  const Result<TokenTable> added = table_of(std::move(list), where);
  return added.ok() ? Status() : added.status();
}

}  // namespace tg
