// What every tokenizer file becomes: one TokenizerSpec. Readers (formats/) fill it, the pipeline is built from it
// alone, so a new file format never touches the pipeline and a new stage never touches the formats.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "tokengraft/large_pages.h"
#include "tokengraft/tokenizer.h"
#include "tokenizer/token_table.h"

namespace tg {

// A normalizer, pre-tokenizer, post-processor or decoder: its options as written (`type` among them), and where they
// stand in the file, for messages ("gpt2/tokenizer.json: pre_tokenizer.pretokenizers[1]"). A null value is an absent
// stage.
struct StageSpec {
  json::Value options;
  std::string where;
  bool is_ours = false;  // of a kind that no file can name: a reader made it (see StageKind)
};

// How the strings of the vocabulary stand for text.
enum class TokenAlphabet : std::uint8_t {
  characters,  // UTF-8 text, or GPT-2's printable stand-ins for bytes when the pre-tokenizer is byte-level
  bytes,       // raw bytes, as in tiktoken rank files
};

enum class MergeRule : std::uint8_t {
  listed,   // `merges`, the first has the lowest rank
  by_rank,  // any two neighbours whose bytes together are a token merge, at that token's id (tiktoken)
};

struct Merge {
  TokenId left;
  TokenId right;
  TokenId result;
};
using Merges = LargeVector<Merge>;

// What SentencePiece says about a piece, in its numbers.
enum class PieceKind : std::uint8_t { normal = 1, unknown, control, user_defined, unused, byte };

struct ModelSpec {
  std::string type;     // "BPE", "WordPiece", … or one of ours ("sentencepiece_bpe")
  json::Value options;  // the model's other fields (unk_token, byte_fallback, ignore_merges, …)
  std::string where;
  TokenAlphabet alphabet = TokenAlphabet::characters;
  MergeRule merge_rule = MergeRule::listed;
  TokenTable vocabulary;
  Merges merges;
  bool merges_join = false;      // known: every merge's result is its two sides put together
  std::vector<double> scores;    // Unigram, SentencePiece: one a token, ids are places in the list
  std::vector<PieceKind> kinds;  // SentencePiece: one a token
};

struct TokenizerSpec {
  std::string name;  // the file, for messages
  StageSpec normalizer;
  StageSpec pre_tokenizer;
  StageSpec post_processor;
  StageSpec decoder;
  ModelSpec model;
  std::vector<AddedToken> added_tokens;  // as in the file, ids kept
};

}  // namespace tg
