// Tokens added on top of the model's vocabulary: matched in the text before the model sees it, some in the text as
// written, some in the normalized text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tokenizer/content_matcher.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/spec_limits.h"
#include "tokenizer/vocabulary.h"

namespace tg {

struct AddedMatch {
  Span span;  // with the white space that lstrip and rstrip take; begins before the end of the match before it when
              // that one's rstrip took white space which this content begins with
  TokenId id;
};

// Room for matching, kept from text to text.
struct AddedScratch {
  std::vector<ContentMatch> found;
};

// Finds one kind of added tokens in a text.
class AddedMatcher {
 public:
  struct Pattern {
    std::string_view content;  // what is looked for
    std::string_view name;     // what it is called in messages
    TokenId id;
    bool special;
    bool single_word;
    bool lstrip;
    bool rstrip;
  };

  AddedMatcher() = default;
  explicit AddedMatcher(std::vector<Pattern> patterns);

  bool empty() const { return matcher_.empty(); }
  // Replaces `matches`. `text.origins`, when tracked, tells where a refused token stands.
  Status find(TextView text, SpecialPolicy policy, AddedScratch& scratch, std::vector<AddedMatch>& matches) const;
  bool has_special() const { return has_special_; }
  std::size_t memory_bytes() const { return matcher_.memory_bytes() + tg::memory_bytes(patterns_); }

 private:
  std::vector<Pattern> patterns_;
  ContentMatcher matcher_;
  bool has_special_ = false;
};

class AddedVocabulary {
 public:
  struct Entry {
    AddedToken token;
    bool special_once;  // special now, or before it was added again: it stays so for matching and decoding
    std::optional<std::string> rewritten;  // the content, normalized, where that changes it

    // What is looked for.
    std::string_view matched() const { return rewritten ? std::string_view(*rewritten) : token.content; }
  };

  // The tokens of a file, with its ids. `name` is the file, for messages.
  static Result<AddedVocabulary> from_file(const std::string& name, std::vector<AddedToken> tokens,
                                           const Vocabulary& vocabulary, const Normalizer* normalizer);
  // This one with more tokens; `ids` receives each one's id. New ids begin at `next_id`.
  Result<AddedVocabulary> with(std::span<const AddedToken> tokens, const Vocabulary& vocabulary,
                               const Normalizer* normalizer, TokenId next_id, std::vector<TokenId>& ids) const;

  AddedVocabulary(AddedVocabulary&&) = default;
  AddedVocabulary& operator=(AddedVocabulary&&) = default;

  const Entry* find(TokenId id) const {
    const std::uint32_t place = place_of(id);
    return place == kNowhere ? nullptr : &entries_[place];
  }
  std::optional<TokenId> find(std::string_view content) const;
  std::vector<AddedToken> tokens() const;  // by ascending id
  std::span<const Entry> entries() const { return entries_; }
  std::size_t id_bound() const { return places_.empty() ? 0 : lowest_id_ + places_.size(); }
  std::size_t memory_bytes() const;  // see Tokenizer::memory_bytes

  const AddedMatcher& written() const { return written_; }
  const AddedMatcher& normalized() const { return normalized_; }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

  AddedVocabulary() = default;
  std::uint32_t place_of(TokenId id) const {
    const std::size_t at = std::size_t{id} - lowest_id_;  // of a lower one beyond all
    return at < places_.size() ? places_[at] : kNowhere;
  }
  void begin_at(TokenId lowest);
  Status add(AddedToken token, const Normalizer* normalizer);
  void build_matchers();

  std::vector<Entry> entries_;
  TokenId lowest_id_ = 0;
  std::vector<std::uint32_t> places_;   // in entries_, by id from the lowest one on
  TokenTable contents_;                 // with their places in entries_
  TokenBudget budget_{"added_tokens"};  // of what is looked for
  AddedMatcher written_;
  AddedMatcher normalized_;
};

}  // namespace tg
