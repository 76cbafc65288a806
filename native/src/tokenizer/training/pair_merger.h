// The loop of BPE training: which pair is the most frequent, and what merging it changes. Counts only fall once a pair
// exists, because every merge makes a symbol that is new: so a pair that is too rare once is too rare for ever, and the
// queue may hold old counts until one comes to its top.
#pragma once

#include <optional>
#include <vector>

#include "tokenizer/training/pair_counts.h"
#include "tokenizer/training/word_symbols.h"

namespace tg {

class PairMerger {
 public:
  // Takes `symbols` as they stand. REQUIRES: ids below `first_id`; least_count >= 1.
  PairMerger(WordSymbols symbols, TokenId first_id, std::uint64_t least_count);

  struct Candidate {
    PairKey pair;
    std::uint64_t count;
  };
  // The most frequent pair that is left, of equal ones the lowest. Answers with the same until it is merged or dropped.
  std::optional<Candidate> best();
  void drop_best();

  std::uint64_t count_of(PairKey pair) const;
  // Merges every occurrence, left to right, into the next id; answers with the number of them.
  std::uint64_t merge(PairKey pair);

 private:
  struct Queued {
    std::uint64_t count;
    PairKey key;
    std::uint32_t index;
    // std heaps keep the largest at the top.
    bool operator<(const Queued& other) const { return count != other.count ? count < other.count : key > other.key; }
  };
  // What merging changed beside one neighbour.
  struct Side {
    std::uint64_t lost = 0;
    std::uint64_t gained = 0;
    std::uint32_t places = 0;
    std::uint32_t* next = nullptr;
  };
  struct Place {
    TokenId neighbour;
    std::uint32_t at;
  };
  struct Neighbours {
    std::vector<Side> sides;  // by id
    std::vector<TokenId> touched;
    std::vector<Place> places;  // of the new pairs, in order

    Side& of(TokenId id) {
      Side& side = sides[id];
      if (side.lost == 0 && side.gained == 0) touched.push_back(id);
      return side;
    }
  };

  void count_pairs();
  void keep_positions();
  void push(std::uint32_t index);
  std::uint64_t merge_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places);
  void forget(PairKey pair, std::uint64_t count);
  template <class MakePair>
  void add_new_pairs(Neighbours& neighbours, const MakePair& make_pair);

  WordSymbols symbols_;
  TokenId next_id_;
  std::uint64_t least_count_;
  PositionArena arena_;
  PairCounts pairs_;
  std::vector<Queued> queue_;
  Neighbours left_;
  Neighbours right_;
};

}  // namespace tg
