#include "tokenizer/bpe/live_merges.h"

#include <algorithm>

#include "base/prefetch.h"
#include "tokengraft/large_pages.h"
#include "tokenizer/bpe/surprises.h"

namespace tg {
namespace {

// How a token comes to be. A unit has no parts.
struct Origin {
  static constexpr std::uint32_t kNever = ~std::uint32_t{0};
  static constexpr std::uint32_t kUnit = 0;  // ranks are counted from one here
  std::uint32_t rank = kNever;
  TokenId left = TokenTable::kNone;
  TokenId right = TokenTable::kNone;
};

// What is merged inside a stretch of text is what would be merged of the stretch alone, as long as nothing is merged
// across its edges. So two tokens that stand side by side were made as each is made of its own bytes, and the one merge
// that makes a token of its own bytes is the one that makes it anywhere.
class LiveMergeFinder {
 public:
  LiveMergeFinder(const TokenTable& tokens, const Merges& merges, const std::vector<bool>& units)
      : tokens_(tokens), merges_(merges), pairs_(std::min(merges.size(), tokens.size())), origins_(tokens.id_bound()) {
    for (TokenId id = 0; id < origins_.size(); ++id) {
      if (units[id]) origins_[id].rank = Origin::kUnit;
    }
  }

  std::optional<LiveMerges> find() {
    if (!are_of_tokens()) return std::nullopt;
    for (std::uint32_t i = 0; i < merges_.size(); ++i) {
      if (i + kAhead < merges_.size()) prefetch(merges_[i + kAhead]);
      if (i + kAhead / 2 < merges_.size()) prefetch_border(merges_[i + kAhead / 2]);
      if (!add(i)) return std::nullopt;
    }
    std::vector<Own> own = verdicts();
    if (!leave_surprises_open(own)) return std::nullopt;
    return LiveMerges{std::move(pairs_), std::move(own)};
  }

 private:
  static constexpr std::size_t kAhead = 16;

  // A file may merge tokens that no text has.
  bool are_of_tokens() const {
    return std::ranges::all_of(merges_, [this](const Merge& merge) {
      return std::max({merge.left, merge.right, merge.result}) < origins_.size();
    });
  }

  void prefetch(const Merge& merge) const {
    tg::prefetch(&origins_[merge.left]);
    tg::prefetch(&origins_[merge.right]);
    tg::prefetch(&origins_[merge.result]);
    pairs_.prefetch(merge.left, merge.right);
  }

  // What stay_apart looks up first, as far as it can be told by now.
  void prefetch_border(const Merge& merge) const {
    if (is_made(merge.result) || !is_made(merge.left) || !is_made(merge.right)) return;
    const Border border = undo(merge.left, merge.right);
    if (border.limit != Origin::kUnit) pairs_.prefetch(border.left, border.right);
  }

  // False: the pair was there before, and its later rank counts.
  bool add(std::uint32_t rank) {
    const Merge& merge = merges_[rank];
    if (!is_made(merge.left) || !is_made(merge.right)) {
      too_early_.push_back(merge);
      return true;
    }
    Origin& origin = origins_[merge.result];
    if (is_made(merge.result)) return origin.left != merge.left || origin.right != merge.right;
    if (!stay_apart(merge.left, merge.right)) return true;
    origin = {rank + 1, merge.left, merge.right};
    pairs_.set(merge.left, merge.right, {rank, merge.result});
    return true;
  }

  bool is_made(TokenId id) const { return origins_[id].rank != Origin::kNever; }

  // Of a merge that stands before those of its parts: whether the parts meet after all.
  bool happens(const Merge& merge) const {
    return is_made(merge.left) && is_made(merge.right) && stay_apart(merge.left, merge.right);
  }

  // Whether merging the bytes of both leads to these two tokens side by side: undoes merges at the border, the latest
  // first, and asks each time whether the border itself would have been merged before. Of two equal pairs the left one
  // merges first, hence the one. (This is the test of GitHub's `bpe` crate, `is_valid_token_pair`.)
  bool stay_apart(TokenId left, TokenId right) const {
    while (true) {
      const Border border = undo(left, right);
      if (border.limit == Origin::kUnit) return true;
      left = border.left;
      right = border.right;
      const std::uint32_t rank = pairs_.find(left, right).rank;
      if (rank != PairMerge::kNever && rank + 1 < border.limit) return false;
    }
  }

  // What stood at the border of two tokens before the latest merge beside it, and the rank, counted as origins count
  // it, that this pair had to be at or above. Of two units, the limit is kUnit.
  struct Border {
    TokenId left;
    TokenId right;
    std::uint32_t limit;
  };
  Border undo(TokenId left, TokenId right) const {
    const Origin& of_left = origins_[left];
    const Origin& of_right = origins_[right];
    if (of_left.rank > of_right.rank) return {of_left.right, right, of_left.rank};
    if (of_right.rank == Origin::kUnit) return {left, right, Origin::kUnit};
    return {left, of_right.left, of_right.rank + 1};
  }

  // What a surprise may be part of gets all its merges.
  bool leave_surprises_open(std::vector<Own>& own) {
    std::vector<std::string_view> surprises;
    for (const Merge& merge : too_early_) {
      if (happens(merge)) surprises.push_back(tokens_[merge.result]);
    }
    if (surprises.empty()) return true;
    if (!leave_open(tokens_, std::move(surprises), own)) return false;
    for (std::uint32_t rank = 0; rank < merges_.size(); ++rank) {
      const Merge& merge = merges_[rank];
      if (own[merge.result] == Own::unknown) pairs_.set(merge.left, merge.right, {rank, merge.result});
    }
    return true;
  }

  std::vector<Own> verdicts() const {
    std::vector<Own> own(origins_.size(), Own::no);
    for (TokenId id = 0; id < own.size(); ++id) {
      if (is_made(id)) own[id] = Own::yes;
    }
    return own;
  }

  const TokenTable& tokens_;
  const Merges& merges_;
  PairTable pairs_;
  LargeVector<Origin> origins_;
  Merges too_early_;
};

}  // namespace

std::optional<LiveMerges> find_live_merges(const TokenTable& tokens, const Merges& merges,
                                           const std::vector<bool>& units) {
  return LiveMergeFinder(tokens, merges, units).find();
}

}  // namespace tg
