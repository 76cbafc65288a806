#include "tokenizer/decoding.h"

#include <unordered_set>

#include "text/utf8.h"
#include "tokenizer/byte_alphabet.h"

namespace tg {
namespace {

std::string join_with_spaces(const StringList& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += ' ';
    text += names[i];
  }
  return text;
}

}  // namespace

// The reference asks whether the name that the decoder is given is a special token's content. For a normalized token
// that name is the normalized content, so a special token changed by normalizing ("<s>" to "▁<s>") is not skipped.
Decoding::Decoding(const Core& core, const AddedVocabulary& added) : core_(core) {
  std::unordered_set<std::string_view> special;
  for (const auto& entry : added.entries()) {
    if (entry.special_once) special.insert(entry.token.content);
  }
  places_.assign(added.id_bound(), kNone);
  added_.reserve(added.entries().size());
  for (const auto& entry : added.entries()) {
    places_[entry.token.id] = static_cast<std::uint32_t>(added_.size());
    added_.push_back(prepare(entry));
    added_.back().skipped = special.contains(added_.back().name);
  }
}

Decoding::Added Decoding::prepare(const AddedVocabulary::Entry& entry) const {
  const std::string& name = entry.matched;
  const bool raw = core_.vocabulary.alphabet() == TokenAlphabet::bytes;
  return {name, raw ? name : from_stand_ins(name).value_or(name), false};
}

std::string Decoding::text(std::span<const TokenId> ids, bool skip_special_tokens) const {
  if (core_.decodes_bytes) {
    std::string text;
    append_utf8_lossy(text, bytes(ids, skip_special_tokens));
    return text;
  }
  const StringList tokens = names(ids, skip_special_tokens);
  if (!core_.decoder) return join_with_spaces(tokens);
  StringList strings;
  core_.decoder->decode(tokens, strings);
  return strings.joined();
}

std::string Decoding::bytes(std::span<const TokenId> ids, bool skip_special_tokens) const {
  if (!core_.decodes_bytes) return text(ids, skip_special_tokens);
  std::string bytes;
  for (const TokenId id : ids) {
    const Added* const token = added(id);
    if (!token) {
      bytes.append(core_.bytes_of(id));
    } else if (!(skip_special_tokens && token->skipped)) {
      bytes.append(token->bytes);
    }
  }
  return bytes;
}

StringList Decoding::names(std::span<const TokenId> ids, bool skip_special_tokens) const {
  StringList names;
  for (const TokenId id : ids) {
    const Added* const token = added(id);
    if (!token) {
      if (core_.vocabulary.table().has(id)) names.add(core_.vocabulary.table()[id]);
    } else if (!(skip_special_tokens && token->skipped)) {
      names.add(token->name);
    }
  }
  return names;
}

}  // namespace tg
