// Text to tokens: added tokens, normalizer, pre-tokenizer and model, in this order. (The post-processor is the
// tokenizer's business: it works on whole sequences.)
#pragma once

#include <memory>
#include <string_view>

#include "tokenizer/added_vocabulary.h"
#include "tokenizer/model.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/sequence_encoding.h"

namespace tg {

struct Pipeline {
  const AddedVocabulary& added;
  const Normalizer* normalizer;       // null: none
  const PreTokenizer* pre_tokenizer;  // null: none
  const Model& model;
  const Vocabulary& vocabulary;

  // The three agree in what they find. REQUIRES: valid UTF-8, shorter than 4 GiB.
  Status append_ids(std::string_view text, SpecialPolicy special, IdList& ids) const;
  Status count_ids(std::string_view text, SpecialPolicy special, std::size_t& count) const;
  // Type 0, sequence 0; see SequenceEncoding.
  Status encode(std::string_view text, SpecialPolicy special, SequenceEncoding& encoding) const;
};

}  // namespace tg
