#include "tokenizer/bpe/splits.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "base/thread_pool.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

// Of a string, as a polynomial in its bytes: it grows by a byte at either end in one step.
class StringHash {
 public:
  static constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15u;

  static std::uint64_t longer_at_end(std::uint64_t hash, char byte) { return hash * kBase + value_of(byte); }
  static std::uint64_t longer_at_begin(std::uint64_t hash, char byte, std::uint64_t power) {
    return hash + value_of(byte) * power;
  }

 private:
  static std::uint64_t value_of(char byte) { return static_cast<unsigned char>(byte) + std::uint64_t{1}; }
};

// Which strings may be tokens: false for most that are not, from a table that stays in the cache. Seven of ten cuts are
// sorted out by it.
class TokenFilter {
 public:
  explicit TokenFilter(const TokenTable& tokens)
      : shift_(64 - static_cast<int>(std::bit_width(tokens.size() * 16 + 64))),
        bits_((std::size_t{1} << (64 - shift_)) / 64) {
    for (TokenId id = 0; id < tokens.id_bound(); ++id) {
      std::uint64_t hash = 0;
      for (const char byte : tokens[id]) hash = StringHash::longer_at_end(hash, byte);
      const std::uint64_t bit = bit_of(hash);
      bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
  }

  bool may_have(std::uint64_t hash) const {
    const std::uint64_t bit = bit_of(hash);
    return (bits_[bit / 64] >> (bit % 64) & 1) != 0;
  }

 private:
  std::uint64_t bit_of(std::uint64_t hash) const { return (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u >> shift_; }

  int shift_;
  std::vector<std::uint64_t> bits_;
};

// Finds the splits of a stretch of ids; candidates are looked up a block at a time (see TokenTable::find_all).
class SplitFinder {
 public:
  SplitFinder(const TokenTable& tokens, const TokenFilter& filter) : tokens_(tokens), filter_(filter) {}

  std::vector<Merge> find(TokenId begin, TokenId end) {
    for (TokenId id = begin; id < end; ++id) add_candidates(id);
    look_up();
    return std::move(splits_);
  }

 private:
  void add_candidates(TokenId id) {
    const std::string_view token = tokens_[id];
    may_end_.assign(token.size(), false);
    std::uint64_t hash = 0;
    std::uint64_t power = 1;
    for (std::size_t at = token.size(); at-- > 1; power *= StringHash::kBase) {
      hash = StringHash::longer_at_begin(hash, token[at], power);
      may_end_[at] = filter_.may_have(hash);
    }
    hash = 0;
    for (std::size_t cut = 1; cut < token.size(); ++cut) {
      hash = StringHash::longer_at_end(hash, token[cut - 1]);
      if (!may_end_[cut] || !filter_.may_have(hash)) continue;
      sides_.push_back(token.substr(0, cut));
      sides_.push_back(token.substr(cut));
      results_.push_back(id);
    }
    if (results_.size() >= kBlock) look_up();
  }

  void look_up() {
    ids_.resize(sides_.size());
    tokens_.find_all(sides_, ids_);
    for (std::size_t i = 0; i < results_.size(); ++i) {
      const TokenId left = ids_[2 * i];
      const TokenId right = ids_[2 * i + 1];
      if (left != TokenTable::kNone && right != TokenTable::kNone) splits_.push_back({left, right, results_[i]});
    }
    sides_.clear();
    results_.clear();
  }

  static constexpr std::size_t kBlock = 64;
  const TokenTable& tokens_;
  const TokenFilter& filter_;
  std::vector<Merge> splits_;
  std::vector<char> may_end_;            // by place in the token: whether what begins there may be a token
  std::vector<std::string_view> sides_;  // left and right in turn
  std::vector<TokenId> ids_;
  std::vector<TokenId> results_;
};

}  // namespace

std::vector<Merge> find_splits(const TokenTable& tokens) {
  constexpr std::size_t kStretch = 16384;
  const TokenFilter filter(tokens);
  std::vector<std::vector<Merge>> stretches((tokens.id_bound() + kStretch - 1) / kStretch);
  parallel_for(stretches.size(), 0, [&](std::size_t item, unsigned) {
    const auto begin = static_cast<TokenId>(item * kStretch);
    const auto end = static_cast<TokenId>(std::min(tokens.id_bound(), (item + 1) * kStretch));
    stretches[item] = SplitFinder(tokens, filter).find(begin, end);
  });
  std::vector<Merge> splits;
  for (std::vector<Merge>& stretch : stretches) {
    const std::vector<Merge> taken = std::move(stretch);
    splits.insert(splits.end(), taken.begin(), taken.end());
  }
  return splits;
}

}  // namespace tg
