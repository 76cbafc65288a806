// Ids back to text.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "tokenizer/added_vocabulary.h"
#include "tokenizer/core.h"
#include "tokenizer/decoder_chain.h"
#include "tokenizer/token_pages.h"

namespace tg {

class Decoding {
 public:
  // Both must outlive the decoding.
  Decoding(const Core& core, const AddedVocabulary& added);

  // Replaces `buffer`, into which the answer looks; see Tokenizer::decode_bytes.
  DecodedBytes bytes(std::span<const TokenId> ids, bool skip_special_tokens, ByteBuffer& buffer) const;
  // The same text through the decoder as it stands in the file: for decoders that no table fits, and the twin of the
  // tables in tests. REQUIRES: the vocabulary is not of raw bytes.
  std::string text_by_stages(std::span<const TokenId> ids, bool skip_special_tokens) const;

  // Of the tables, see Tokenizer::memory_bytes.
  std::size_t memory_bytes() const { return pages_.memory_bytes(); }

 private:
  using Ids = std::span<const TokenId>;

  void prepare(TokenId first, TokenPage& page) const;
  void prepare_bytes(TokenId first, TokenPage& page) const;
  std::optional<std::string_view> name(TokenId id) const;
  bool is_special(TokenId id) const;
  StringList names(Ids ids, bool skip_special_tokens) const;

  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  // The ids that are decoded one by one; the others are ends of the text.
  Range inside(Ids ids, bool skip_special_tokens) const;
  bool is_byte(TokenId id) const;
  // These answer whether what they append is ASCII.
  bool append_ends(Ids ids, bool skip_special_tokens, DecoderChain::Ends ends, ByteBuffer& out) const;
  bool append(Ids ids, bool skip_special_tokens, ByteBuffer& out) const;
  // These with how many ids they took; `seen` gathers the marks.
  std::size_t copy_common(Ids ids, std::uint8_t stops, std::uint8_t& seen, ByteBuffer& out) const;
  std::size_t append_rare(Ids ids, bool skip_special_tokens, std::uint8_t& seen, ByteBuffer& out) const;
  std::size_t append_run(Ids ids, bool skip_special_tokens, std::uint8_t& seen, ByteBuffer& out) const;

  const Core& core_;
  const AddedVocabulary& added_;
  std::optional<DecoderChain> chain_;  // none where the decoder is byte-level, or is no chain
  bool by_stages_;                     // no table fits
  TokenPages pages_;
};

}  // namespace tg
