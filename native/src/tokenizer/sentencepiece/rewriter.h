// SentencePiece's normalizer: replacements from a table, spaces made visible, trimmed and put before (or behind) the
// text. Also its denormalizer, which is the same machine run on decoded text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/charsmap.h"
#include "tokenizer/sentencepiece/prefix_matcher.h"
#include "tokenizer/stage_options.h"

namespace tg {

class Rewriter {
 public:
  // Reads `charsmap` (bytes, may be absent), the flags `add_dummy_prefix`, `remove_extra_whitespaces`,
  // `escape_whitespaces` and `whitespace_as_suffix`, and `user_defined`, pieces that are copied as they are.
  static Result<Rewriter> read(const StageSpec& spec);

  // Appends what `text` becomes to `out`. With `places`, appends to it where each byte came from, as SentencePiece
  // counts: how much of `text` was consumed before the byte; and one more entry for the end.
  // Fails with Code::limit when a table multiplies the text beyond reason.
  Status rewrite(std::string_view text, std::string& out, std::vector<std::uint32_t>* places) const;

 private:
  struct Chunk {
    std::string_view text;  // what stands for it
    std::size_t size;       // how much of the source it is
  };
  class Writer;

  Chunk chunk_at(std::string_view text, std::size_t position) const;
  std::size_t skip_leading_spaces(std::string_view text) const;
  std::size_t write_next(std::string_view text, std::size_t at, Writer& writer) const;
  Status grows_too_much() const;
  void find_plain_bytes();
  // ASCII that no rule touches unless a combining character follows: what stands before more ASCII is itself.
  bool is_plain(std::string_view text, std::size_t at) const {
    return plain_[static_cast<unsigned char>(text[at])] &&
           (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80);
  }

  std::optional<Charsmap> charsmap_;
  PrefixMatcher user_defined_;
  std::array<bool, 256> plain_{};
  std::string space_ = " ";  // what a space becomes
  bool add_dummy_ = false;
  bool trims_ = false;
  bool dummy_is_suffix_ = false;
  std::string where_;
};

}  // namespace tg
