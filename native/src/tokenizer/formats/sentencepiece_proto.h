// SentencePiece's ModelProto, as far as encoding and decoding need it. Fields that only training reads are passed over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tokenizer/spec.h"

namespace tg {

enum class PieceModel : std::uint8_t { unigram = 1, bpe, word, character };

struct RewriterSpec {
  std::string charsmap;
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
};

struct SentencePieceFile {
  TokenList pieces;  // ids are places in the list
  std::vector<double> scores;
  std::vector<PieceKind> kinds;
  PieceModel model = PieceModel::unigram;
  bool byte_fallback = false;
  bool whitespace_as_suffix = false;
  std::string unknown_surface = " \xE2\x81\x87 ";
  RewriterSpec normalizer;
  RewriterSpec denormalizer;
};

// Refuses what contradicts the format, field by field; whether the pieces fit together is the caller's business.
Result<SentencePieceFile> read_sentencepiece_proto(std::string_view bytes, const std::string& name);

}  // namespace tg
