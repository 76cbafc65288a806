// Where long text can be cut without changing what BPE makes of it. A merge joins two neighbours, so it makes the last
// character of the left one and the first of the right one stand side by side inside a token. Two neighbouring
// characters that no merge puts side by side are never in one token: BPE on both sides of them is independent.
#pragma once

#include <cstdint>
#include <vector>

#include "tokenizer/memory_bytes.h"
#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

class Borders {
 public:
  // Knows nothing: every border may be joined.
  Borders() = default;
  // Knows nothing either when some merge's result is not its two sides put together; `merges_join` is true where this
  // is known not to be.
  Borders(const TokenTable& tokens, const Merges& merges, bool merges_join);

  bool knows() const { return !bits_.empty(); }
  std::size_t memory_bytes() const { return tg::memory_bytes(ends_) + tg::memory_bytes(bits_); }

  // False: no token covers both the end of `left` and the beginning of `right`. True: perhaps. REQUIRES: knows().
  bool may_join(TokenId left, TokenId right) const {
    const std::uint64_t bit = bit_of(ends_[left].last, ends_[right].first);
    return (bits_[bit / 64] >> (bit % 64) & 1) != 0;
  }

 private:
  struct Ends {
    char32_t first = 0;
    char32_t last = 0;
  };

  std::uint64_t bit_of(char32_t last, char32_t first) const;

  std::vector<Ends> ends_;           // by token id
  std::vector<std::uint64_t> bits_;  // a filter: a pair that is there has its bit set, others rarely
};

}  // namespace tg
