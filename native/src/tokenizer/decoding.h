// Ids back to text.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tokenizer/added_vocabulary.h"
#include "tokenizer/core.h"

namespace tg {

class Decoding {
 public:
  // Both must outlive the decoding.
  Decoding(const Core& core, const AddedVocabulary& added);

  std::string text(std::span<const TokenId> ids, bool skip_special_tokens) const;
  std::string bytes(std::span<const TokenId> ids, bool skip_special_tokens) const;
  // Of the tables, see Tokenizer::memory_bytes.
  std::size_t memory_bytes() const { return tg::memory_bytes(added_) + tg::memory_bytes(places_); }

 private:
  // An added token as decoders see it.
  struct Added {
    std::string name;   // what the decoder chain is given: the content as it was normalized
    std::string bytes;  // what a byte-level decoder makes of it
    bool skipped;       // when special tokens are
  };

  Added prepare(const AddedVocabulary::Entry& entry) const;
  const Added* added(TokenId id) const {
    return id < places_.size() && places_[id] != kNone ? &added_[places_[id]] : nullptr;
  }
  StringList names(std::span<const TokenId> ids, bool skip_special_tokens) const;

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  const Core& core_;
  std::vector<Added> added_;
  std::vector<std::uint32_t> places_;  // by id, into added_
};

}  // namespace tg
