#include "tokenizer/bpe/ownership.h"

#include <algorithm>

namespace tg {
namespace {

// How a token comes to be. A unit has no parts.
struct Origin {
  static constexpr std::uint32_t kUnit = 0;  // ranks are counted from one here
  std::uint32_t rank = kUnit;
  TokenId left = TokenTable::kNone;
  TokenId right = TokenTable::kNone;
};

class OwnershipFinder {
 public:
  OwnershipFinder(const TokenTable& tokens, const PairTable& pairs, const std::vector<bool>& units)
      : pairs_(pairs), units_(units), origins_(tokens.id_bound()), own_(tokens.id_bound(), Own::no) {
    for (TokenId id = 0; id < origins_.size(); ++id) {
      if (units[id]) own_[id] = Own::yes;
    }
  }

  std::vector<Own> find(const std::vector<Merge>& merges) {
    bool tells = are_of_tokens(merges);
    if (tells) set_apart(merges);
    for (std::uint32_t i = 0; tells && i < merges.size(); ++i) tells = add(merges[i], i + 1);
    return tells ? std::move(own_) : std::vector<Own>(own_.size(), Own::unknown);
  }

 private:
  // A file may merge tokens that no text has.
  bool are_of_tokens(const std::vector<Merge>& merges) const {
    return std::ranges::all_of(merges, [this](const Merge& merge) {
      return std::max({merge.left, merge.right, merge.result}) < own_.size();
    });
  }

  // Tokens that are listed as the result of several merges, or of the same one again, are unknown from the beginning:
  // a later merge may make what an earlier one has as a part, which is then not done in the order of ranks.
  void set_apart(const std::vector<Merge>& merges) {
    std::vector<bool> is_made = units_;
    for (const Merge& merge : merges) {
      if (is_made[merge.result]) own_[merge.result] = Own::unknown;
      is_made[merge.result] = true;
    }
  }

  // False: the merge stands before those of its parts.
  bool add(const Merge& merge, std::uint32_t rank) {
    if (!is_made(merge.left) || !is_made(merge.right)) return false;
    origins_[merge.result] = {rank, merge.left, merge.right};
    if (own_[merge.result] != Own::unknown) own_[merge.result] = judge(merge, rank);
    return true;
  }

  bool is_made(TokenId id) const { return origins_[id].rank != Origin::kUnit || units_[id]; }

  Own judge(const Merge& merge, std::uint32_t rank) const {
    const Own left = own_[merge.left];
    const Own right = own_[merge.right];
    if (left == Own::unknown || right == Own::unknown) return Own::unknown;
    if (left == Own::no || right == Own::no) return Own::no;
    return stay_apart(merge.left, merge.right, rank) ? Own::yes : Own::no;
  }

  // Whether merging the bytes of both leads to these two tokens, as long as only merges below `limit` are done: undoes
  // merges at the border, the latest first, and asks each time whether the border itself would have been merged before.
  // Of two equal pairs the left one merges first, hence the one. (This is the test of GitHub's `bpe` crate, `is_valid_
  // token_pair`.)
  //
  // The merge of the two tokens themselves is the one of rank `limit`, which nothing was done before.
  bool stay_apart(TokenId left, TokenId right, std::uint32_t limit) const {
    while (true) {
      const Origin& of_left = origins_[left];
      const Origin& of_right = origins_[right];
      if (of_left.rank == Origin::kUnit && of_right.rank == Origin::kUnit) return true;
      if (of_left.rank > of_right.rank) {
        limit = of_left.rank;
        left = of_left.right;
      } else {
        limit = of_right.rank + 1;
        right = of_right.left;
      }
      const std::uint32_t rank = pairs_.find(left, right).rank;
      if (rank != PairMerge::kNever && rank + 1 < limit) return false;
    }
  }

  const PairTable& pairs_;
  const std::vector<bool>& units_;
  std::vector<Origin> origins_;  // of tokens that are certain; others are never looked into
  std::vector<Own> own_;
};

}  // namespace

std::vector<Own> find_own_tokens(const TokenTable& tokens, const std::vector<Merge>& merges, const PairTable& pairs,
                                 const std::vector<bool>& units) {
  return OwnershipFinder(tokens, pairs, units).find(merges);
}

}  // namespace tg
