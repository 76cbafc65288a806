#include "tokenizer/added_vocabulary.h"

#include <algorithm>

#include "base/quote.h"
#include "text/utf8.h"

namespace tg {
namespace {

// Nothing where it is the content.
Result<std::optional<std::string>> rewritten_content(const AddedToken& token, const Normalizer* normalizer) {
  if (!token.normalized || !normalizer || normalizer->keeps(token.content)) return std::optional<std::string>();
  AlignedText text{token.content, {}, longest_rewriting(token.content.size())};
  TG_RETURN_IF_ERROR(normalizer->normalize(text, false));
  return std::optional(std::move(text.bytes));
}

Status id_taken(const std::string& name, const AddedToken& token, std::string_view other) {
  return Status::error(Code::bad_file, name + ": added_tokens: " + quote(token.content) + " has id " +
                                           std::to_string(token.id) + ", which belongs to " + quote(other) +
                                           "; give one of them another id");
}

Status implausible(const std::string& name, const AddedToken& token) {
  return Status::error(Code::limit, name + ": added_tokens: " + quote(token.content) + " has id " +
                                        std::to_string(token.id) + ", far beyond the number of tokens");
}

Status no_content() {
  return Status::error(Code::bad_argument, "an added token needs a content of at least one character");
}

Status not_text(const AddedToken& token) {
  return Status::error(Code::bad_argument, "the added token " + quote(token.content) + " is not valid UTF-8");
}

AddedMatcher::Pattern pattern_of(const AddedVocabulary::Entry& entry) {
  const AddedToken& token = entry.token;
  return {entry.matched(), token.content, token.id, entry.special_once, token.single_word, token.lstrip, token.rstrip};
}

}  // namespace

// A content that the vocabulary has too has the vocabulary's id, as in the reference.
Result<AddedVocabulary> AddedVocabulary::from_file(const std::string& name, std::vector<AddedToken> tokens,
                                                   const Vocabulary& vocabulary, const Normalizer* normalizer) {
  AddedVocabulary made;
  made.entries_.reserve(tokens.size());
  made.budget_ = TokenBudget(name + ": added_tokens");
  const std::vector<TokenId> known = vocabulary.find_all(contents_of(tokens));
  TokenId lowest = TokenTable::kNone;
  for (std::size_t i = 0; i < tokens.size(); ++i) lowest = std::min({lowest, tokens[i].id, known[i]});
  made.begin_at(lowest);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    AddedToken& token = tokens[i];
    if (token.content.empty()) continue;
    if (known[i] != TokenTable::kNone) {
      token.id = known[i];
    } else if (const auto added = made.find(token.content)) {
      token.id = *added;
    } else if (const auto other = vocabulary.name(token.id)) {
      return id_taken(name, token, *other);
    } else if (const Entry* const same = made.find(token.id)) {
      return id_taken(name, token, same->token.content);
    }
    if (!is_plausible_id(token.id, vocabulary.table().size() + tokens.size())) return implausible(name, token);
    TG_RETURN_IF_ERROR(made.add(std::move(token), normalizer));
  }
  made.build_matchers();
  return made;
}

Result<AddedVocabulary> AddedVocabulary::with(std::span<const AddedToken> tokens, const Vocabulary& vocabulary,
                                              const Normalizer* normalizer, TokenId next_id,
                                              std::vector<TokenId>& ids) const {
  AddedVocabulary made;
  made.entries_ = entries_;
  made.lowest_id_ = lowest_id_;
  made.places_ = places_;
  made.contents_ = contents_;
  made.budget_ = budget_;
  ids.clear();
  const std::vector<TokenId> known = vocabulary.find_all(contents_of(tokens));
  made.begin_at(known.empty() ? next_id : std::min(next_id, std::ranges::min(known)));
  for (AddedToken token : tokens) {
    if (token.content.empty()) return no_content();
    if (!is_valid_utf8(token.content)) return not_text(token);
    token.id = made.find(token.content).value_or(known[ids.size()]);
    if (token.id == TokenTable::kNone) token.id = next_id++;
    ids.push_back(token.id);
    TG_RETURN_IF_ERROR(made.add(std::move(token), normalizer));
  }
  made.build_matchers();
  return made;
}

std::optional<TokenId> AddedVocabulary::find(std::string_view content) const {
  const std::uint32_t place = contents_.find(content);
  return place == TokenTable::kNone ? std::nullopt : std::optional(entries_[place].token.id);
}

std::vector<AddedToken> AddedVocabulary::tokens() const {
  std::vector<AddedToken> tokens;
  for (const Entry& entry : entries_) tokens.push_back(entry.token);
  std::ranges::sort(tokens, {}, &AddedToken::id);
  return tokens;
}

std::size_t AddedVocabulary::memory_bytes() const {
  std::size_t bytes = contents_.memory_bytes() + tg::memory_bytes(entries_) + tg::memory_bytes(places_) +
                      written_.memory_bytes() + normalized_.memory_bytes();
  for (const Entry& entry : entries_) {
    bytes += tg::memory_bytes(entry.token.content) + (entry.rewritten ? tg::memory_bytes(*entry.rewritten) : 0);
  }
  return bytes;
}

// What is added from now on has ids from `lowest` on, or from the lowest one so far.
void AddedVocabulary::begin_at(TokenId lowest) {
  if (!places_.empty() && lowest >= lowest_id_) return;
  if (!places_.empty()) places_.insert(places_.begin(), lowest_id_ - lowest, kNowhere);
  lowest_id_ = lowest;
}

Status AddedVocabulary::add(AddedToken token, const Normalizer* normalizer) {
  auto rewritten = rewritten_content(token, normalizer);
  if (!rewritten.ok()) return rewritten.status();
  const TokenId id = token.id;
  const bool special = token.special;
  Entry entry{std::move(token), special, std::move(rewritten).value()};
  TG_RETURN_IF_ERROR(budget_.take(entry.matched()));
  if (const std::uint32_t place = place_of(id); place != kNowhere) {
    Entry& old = entries_[place];
    entry.special_once |= old.special_once;
    budget_.give_back(old.matched());
    old = std::move(entry);
    return {};
  }
  const auto place = static_cast<std::uint32_t>(entries_.size());
  contents_.add(place, entry.token.content);
  const std::size_t at = id - lowest_id_;
  if (at >= places_.size()) places_.resize(at + 1, kNowhere);
  places_[at] = place;
  entries_.push_back(std::move(entry));
  return {};
}

// Several contents may be the same text once normalized. The reference takes whichever its hash map gives first,
// another one each time it runs; here it is the lowest id, whatever the order in which they were added or read.
void AddedVocabulary::build_matchers() {
  std::vector<AddedMatcher::Pattern> written;
  std::vector<AddedMatcher::Pattern> normalized;
  for (const Entry& entry : entries_) (entry.token.normalized ? normalized : written).push_back(pattern_of(entry));
  std::ranges::stable_sort(normalized, {}, &AddedMatcher::Pattern::id);
  written_ = AddedMatcher(std::move(written));
  normalized_ = AddedMatcher(std::move(normalized));
}

}  // namespace tg
