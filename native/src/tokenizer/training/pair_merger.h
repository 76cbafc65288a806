// The loop of BPE training: which pair is the most frequent, and what merging it changes. Counts only fall once a pair
// exists, because every merge makes a symbol that is new: so a pair that is too rare once is too rare for ever, and the
// queue may hold old counts until one comes to its top. Where memory is bounded, only pairs above a floor are indexed;
// when they are merged, the rest is counted anew above a lower one.
#pragma once

#include <optional>
#include <vector>

#include "tokenizer/training/pair_counts.h"
#include "tokenizer/training/pair_floor.h"
#include "tokenizer/training/word_symbols.h"

namespace tg {

class PairMerger {
 public:
  // Takes `symbols` as they stand. The index of pairs keeps to `budget` bytes, as far as one pair allows; 0: any
  // number. REQUIRES: ids below `first_id`; least_count >= 1.
  PairMerger(WordSymbols symbols, TokenId first_id, std::uint64_t least_count, std::size_t budget = 0);

  struct Candidate {
    PairKey pair;
    std::uint64_t count;
  };
  // The most frequent pair that is left, of equal ones the lowest. Answers with the same until it is merged or dropped.
  std::optional<Candidate> best();
  void drop_best();

  // From now on, rarer pairs are not proposed.
  void raise_least_count(std::uint64_t least_count);

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

  void index();
  void count_pairs();
  PairCounts count_above(const PairFloor& floor) const;
  void pop();
  void keep_positions();
  bool is_over_budget() const;
  std::vector<std::uint32_t> find_places(PairKey pair) const;
  void push(std::uint32_t index);
  std::uint64_t merge_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places);
  std::uint64_t join_places(PairKey pair, TokenId made, std::span<const std::uint32_t> places);
  void forget(PairKey pair, std::uint64_t count);
  template <class MakePair>
  void add_new_pairs(Neighbours& neighbours, const MakePair& make_pair);

  WordSymbols symbols_;
  TokenId next_id_;
  std::uint64_t least_count_;
  std::size_t budget_;
  std::uint64_t floor_ = 0;  // rarer pairs are not indexed
  bool has_merged_ = false;  // since the index was made
  PairFloor::Pairs dropped_;
  PositionArena arena_;
  PairCounts pairs_;
  std::vector<Queued> queue_;
  Neighbours left_;
  Neighbours right_;
};

}  // namespace tg
