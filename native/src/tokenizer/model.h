// A model turns pieces of text into tokens.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/split_pattern.h"
#include "tokenizer/bpe/bpe_scratch.h"
#include "tokenizer/text_tokens.h"
#include "tokenizer/vocabulary.h"
#include "tokenizer/word_scratch.h"

namespace tg {

class Merger;

// A token and the bytes of the text that it covers.
struct PieceToken {
  TokenId id;
  Span span;
  std::uint32_t piece;  // index of the piece that it came from
};

// Room for models to work in, one a thread, kept from text to text.
struct ModelScratch {
  BpeScratch bpe;
  WordScratch words;
};

class Model {
 public:
  virtual ~Model() = default;

  // Append the ids of all pieces; count them; append tokens with their places. The three agree.
  // They fail only when the text has something that the vocabulary has no token for, not even an unknown token.
  virtual Status append_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                            IdList& ids) const = 0;
  virtual Status count_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                           std::size_t& count) const = 0;
  virtual Status append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                               std::vector<PieceToken>& tokens) const = 0;

  // What it merges by, where it is BPE.
  virtual const Merger* merger() const { return nullptr; }

  // Of big tables that are the model's own, see Tokenizer::memory_bytes.
  virtual std::size_t memory_bytes() const { return 0; }
};

// What is built before the model, and outlives it.
struct ModelContext {
  const Vocabulary& vocabulary;
  TextTokens& tokens;
  bool bytes;  // `tokens` are bytes, not characters
};

struct ModelKind {
  std::string_view name;
  Result<std::unique_ptr<const Model>> (*make)(const ModelSpec&, const ModelContext&);
};

Result<std::unique_ptr<const Model>> make_model(const ModelSpec& spec, const ModelContext& context);

}  // namespace tg
