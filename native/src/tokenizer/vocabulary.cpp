#include "tokenizer/vocabulary.h"

#include "base/quote.h"
#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

Status repeated(const ModelSpec& spec, const VocabularyEntry& entry, const TokenTable& table) {
  const std::string id = std::to_string(entry.id);
  if (table.has(entry.id)) {
    return Status::error(Code::bad_file, spec.where + ".vocab: id " + id + " belongs to both " +
                                             quote(table[entry.id]) + " and " + quote(entry.token));
  }
  return Status::error(Code::bad_file, spec.where + ".vocab: token " + quote(entry.token) + " has both id " +
                                           std::to_string(table.find(entry.token)) + " and " + id);
}

Status implausible(const ModelSpec& spec, const VocabularyEntry& entry) {
  return Status::error(Code::limit, spec.where + ".vocab: token " + quote(entry.token) + " has id " +
                                        std::to_string(entry.id) + ", far beyond the " +
                                        std::to_string(spec.vocabulary.size()) + " tokens of the file");
}

std::size_t total_size(const std::vector<VocabularyEntry>& entries) {
  std::size_t size = 0;
  for (const auto& entry : entries) size += entry.token.size();
  return size;
}

}  // namespace

Result<Vocabulary> Vocabulary::make(const ModelSpec& spec) {
  Vocabulary vocabulary;
  vocabulary.alphabet_ = spec.alphabet;
  vocabulary.table_ = TokenTable(spec.vocabulary.size(), total_size(spec.vocabulary));
  for (const VocabularyEntry& entry : spec.vocabulary) {
    if (!is_plausible_id(entry.id, spec.vocabulary.size())) return implausible(spec, entry);
    if (!vocabulary.table_.add(entry.id, entry.token)) return repeated(spec, entry, vocabulary.table_);
  }
  return vocabulary;
}

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
