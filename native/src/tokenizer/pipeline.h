// Text to tokens: added tokens, normalizer, pre-tokenizer and model, in this order. (The post-processor is the
// tokenizer's business: it works on whole sequences.)
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "tokenizer/added_vocabulary.h"
#include "tokenizer/model.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/sequence_encoding.h"

namespace tg {

// Gets the pieces that a text is cut into, section by section: they are ranges of `text`.
class PieceSink {
 public:
  virtual ~PieceSink() = default;
  virtual void take(std::string_view text, std::span<const Span> pieces) = 0;
};

struct Pipeline {
  const AddedVocabulary& added;
  const Normalizer* normalizer;       // null: none
  const PreTokenizer* pre_tokenizer;  // null: none
  const Model& model;
  const Vocabulary& vocabulary;

  // The three agree in what they find. REQUIRES: valid UTF-8, shorter than 4 GiB.
  Status append_ids(std::string_view text, SpecialPolicy special, IdList& ids) const;
  Status count_ids(std::string_view text, SpecialPolicy special, std::size_t& count) const;
  // Everything before the model; added tokens are left out.
  Status cut(std::string_view text, SpecialPolicy special, PieceSink& sink) const;
  // Type 0, sequence 0; see SequenceEncoding.
  Status encode(std::string_view text, SpecialPolicy special, SequenceEncoding& encoding) const;
};

struct Core;

// What a Tokenizer of this library is inside, for what works on its stages.
class PipelineOwner {
 public:
  virtual ~PipelineOwner() = default;
  virtual Pipeline pipeline() const = 0;
  virtual const Core& core() const = 0;
};

}  // namespace tg
