// Everything about a tokenizer that adding tokens does not change, built from a spec and shared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tokenizer/decoder.h"
#include "tokenizer/held_image.h"
#include "tokenizer/model.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/post_processor.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/spec.h"

namespace tg {

// The ids that a single text is put into: kText stands where its own go.
struct IdFrame {
  static constexpr TokenId kText = TokenTable::kNone;
  IdList ids;
};

struct Core {
  // Takes over the vocabulary of `spec`, and lets go of its merges as soon as the model has them.
  static Result<std::shared_ptr<const Core>> make(TokenizerSpec& spec);

  const IdFrame& frame(bool add_special_tokens) const { return add_special_tokens ? special_frame : plain_frame; }
  // Of the tables, see Tokenizer::memory_bytes.
  std::size_t memory_bytes() const {
    return vocabulary.table().memory_bytes() + (mapped ? mapped->memory_bytes() : 0) + model->memory_bytes();
  }

  std::string name;
  Vocabulary vocabulary;
  std::unique_ptr<const TokenTable> mapped;  // the vocabulary in bytes; null when it is not written in stand-ins
  std::unique_ptr<const Normalizer> normalizer;
  std::unique_ptr<const PreTokenizer> pre_tokenizer;
  std::unique_ptr<const Model> model;
  std::unique_ptr<const PostProcessor> post_processor;
  std::unique_ptr<const Decoder> decoder;
  bool decodes_bytes = false;  // the decoder maps each token to bytes by itself
  mutable HeldImages images;   // on devices that it has run on; of the tables above
  IdFrame special_frame;
  IdFrame plain_frame;
  std::string description;
};

}  // namespace tg
