// The first step of BPE: a piece becomes symbols, one a character (or a byte), with what the vocabulary does not know
// spelled in byte tokens, replaced by the unknown token, or left out.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/bpe/bpe_scratch.h"
#include "tokenizer/token_table.h"

namespace tg {

// How a model spells what it does not know, and where in a word a symbol stands.
struct SpellingRules {
  bool bytes = false;                   // a symbol is a byte, not a character
  bool byte_fallback = false;           // unknown characters are spelled in tokens named <0x00> to <0xFF>
  bool fuse_unknown = false;            // neighbouring unknown characters make one unknown token
  bool has_unknown = false;             // there is an unknown token …
  TokenId unknown = TokenTable::kNone;  // … with this id; kNone: it is named, but not in the vocabulary
  std::string prefix;                   // of every symbol but the first
  std::string suffix;                   // of the last symbol
};

class SymbolReader {
 public:
  // `tokens` must outlive the reader. `byte_names` is where <0x00> to <0xFF> are looked up.
  SymbolReader(const TokenTable& tokens, SpellingRules rules);

  // Appends the symbols of `piece`. False when it needs the unknown token and the vocabulary lacks it.
  // `dropped` becomes true when a character left no symbol at all.
  bool read(std::string_view piece, BpeScratch& scratch, bool& dropped) const;
  // The same for bytes, but symbols have the sizes of the bytes' stand-ins.
  bool read_in_stand_ins(std::string_view piece, BpeScratch& scratch) const;

  // Whether a symbol is a byte, and each that text may have has one: then that is all there is to reading.
  bool reads_bytes() const { return reads_bytes_; }
  // Writes the symbol of each byte. REQUIRES: reads_bytes().
  void read_bytes(std::string_view piece, TokenId* to) const {
    for (const char byte : piece) *to++ = single_[static_cast<unsigned char>(byte)];
  }

 private:
  // Unknown characters that wait for the next known one, as the reference holds them back.
  struct Unknown {
    TokenId id = TokenTable::kNone;
    std::uint32_t size = 0;
  };

  template <class SizeOf>
  bool read_units(std::string_view piece, BpeScratch& scratch, bool& dropped, const SizeOf& size_of) const;
  bool is_plain() const { return rules_.prefix.empty() && rules_.suffix.empty(); }
  std::size_t unit_size(std::string_view piece, std::size_t position) const;
  TokenId find(std::string_view unit) const;
  std::string_view affixed(std::string_view unit, bool first, bool last, std::string& room) const;
  bool spell_in_bytes(std::string_view unit, std::vector<Symbol>& symbols) const;
  bool add_unknown(std::uint32_t size, Unknown& pending, std::vector<Symbol>& symbols, bool& dropped) const;

  const TokenTable& tokens_;
  SpellingRules rules_;
  std::array<TokenId, 256> single_;    // tokens of one byte
  std::array<TokenId, 256> fallback_;  // <0x00> to <0xFF>
  bool reads_bytes_;
};

}  // namespace tg
