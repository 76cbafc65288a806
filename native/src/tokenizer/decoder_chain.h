// A decoder taken apart, where tokens can be decoded one by one and the results laid end to end: stages that look at
// one token, perhaps ByteFallback between them, perhaps characters taken off the ends of the whole text. Nearly every
// decoder that is not byte-level is of this form.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/decoder.h"
#include "tokenizer/token_pages.h"

namespace tg {

class DecoderChain {
 public:
  // None where a string depends on its neighbours in another way. `decoder` must outlive the chain.
  static std::optional<DecoderChain> of(const Decoder& decoder);

  // Whether the first token, or the last one, may become something else than it does inside a text.
  bool minds_first() const { return minds_first_; }
  bool minds_last() const { return minds_last_; }

  // A token of a page: what is absent has no name.
  struct Name {
    std::optional<std::string_view> text;
    bool special;
  };
  // What tokens become inside a text.
  void prepare(TokenId first, std::span<const Name> names, TokenPage& page) const;
  // A run of byte tokens inside a text.
  void append_run(std::string_view bytes, ByteBuffer& out) const;
  // Tokens at an end of a text, or at both. REQUIRES: a run of byte tokens is not cut.
  struct Ends {
    bool first;  // the first token is among them
    bool last;
  };
  void append_ends(const StringList& names, Ends ends, ByteBuffer& out) const;
  // What is left of the whole text.
  std::string_view trimmed(std::string_view text) const;

 private:
  using Stages = std::vector<const Decoder*>;

  DecoderChain() = default;
  bool add(const Decoder& stage);
  bool add_token_stage(const Decoder& stage);
  // Stages that make one string of each token.
  static void run(const Stages& stages, StringList& strings);

  Stages before_;
  const Decoder* byte_fallback_ = nullptr;
  Stages after_;
  bool joined_ = false;
  Stages trims_;
  bool minds_first_ = false;
  bool minds_last_ = false;
};

}  // namespace tg
