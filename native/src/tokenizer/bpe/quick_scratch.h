// What QuickEncoder works in, kept from block to block.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "text/split_pattern.h"
#include "tokenizer/bpe/character_ids.h"
#include "tokenizer/bpe/token_lines.h"
#include "tokenizer/bpe/words_in_turn.h"
#include "tokenizer/short_key.h"

namespace tg {

// Ids that grow without being set first.
class IdRoom {
 public:
  // As many as may be copied where fewer are meant.
  static constexpr std::size_t kSlack = 8;

  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  const TokenId* at(std::size_t place) const { return ids_.data() + place; }

  // Where `count` ids more have room, and kSlack behind them.
  TokenId* room(std::size_t count) {
    if (size_ + count + kSlack > ids_.size()) ids_.resize((size_ + count + kSlack) * 2);
    return ids_.data() + size_;
  }
  void add(std::size_t count) { size_ += count; }

 private:
  IdList ids_ = IdList(kSlack);  // a few may be read where there are none
  std::size_t size_ = 0;
};

struct QuickScratch {
  // Pieces of which those that are no token are merged together: so many at most, and of so many bytes, which bounds
  // how many parts there may be.
  static constexpr std::size_t kPieces = 1024;
  static constexpr std::size_t kBytes = std::size_t{1} << 15;

  // Values are copied so many at a time.
  static constexpr std::size_t kSlack = 16;

  // A piece. Without a line it is too long for one.
  struct Piece {
    ShortKey key;
    const TokenLines::Line* line;
  };

  // A part of a piece that is no token of its own.
  struct Part : Piece {
    Span place;
    bool is_whole = false;               // all of the piece
    bool is_known = false;               // its ids are there; it has no place
    CharacterIds::Number character = 0;  // where it is one of those that CharacterIds keeps
    LineValue value;                     // what the lines have for it
    std::uint32_t first = 0;             // its ids begin there, and are so many
    std::uint32_t count = 0;
  };

  // Words that will be merged in turn, and the part that each of them is.
  template <class Words>
  struct Waiting {
    Words words;
    std::array<std::uint32_t, Words::kMostWords> parts;
  };

  std::array<Piece, kPieces> pieces;
  std::array<LineValue, kPieces + kSlack> values;
  std::array<std::uint32_t, kPieces> missing;  // the pieces that are no token
  std::array<std::uint32_t, kPieces> ends;     // of the parts of each
  std::vector<Part> parts;
  IdRoom ids;
  Waiting<ShortWordsInTurn> short_words;
  Waiting<LongWordsInTurn> long_words;
};

}  // namespace tg
