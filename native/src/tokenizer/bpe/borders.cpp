#include "tokenizer/bpe/borders.h"

#include <algorithm>
#include <bit>

#include "text/utf8.h"
#include "tokenizer/hashing.h"

namespace tg {
namespace {

bool is_concatenation(const TokenTable& tokens, const Merge& merge) {
  const std::string_view left = tokens[merge.left];
  const std::string_view right = tokens[merge.right];
  const std::string_view result = tokens[merge.result];
  return !left.empty() && !right.empty() && result.size() == left.size() + right.size() && result.starts_with(left) &&
         result.ends_with(right);
}

// Sixteen bits a pair: one pair in sixteen that is absent looks present, which costs a cut and nothing else.
std::size_t words_for(std::size_t pairs) {
  return std::bit_ceil(pairs * 16 + 64) / 64;
}

}  // namespace

Borders::Borders(const TokenTable& tokens, const Merges& merges, bool merges_join) {
  const auto joins = [&tokens](const Merge& merge) { return is_concatenation(tokens, merge); };
  if (!merges_join && !std::ranges::all_of(merges, joins)) return;
  ends_.resize(tokens.id_bound());
  for (TokenId id = 0; id < ends_.size(); ++id) {
    const std::string_view token = tokens[id];
    if (token.empty()) continue;
    ends_[id] = {decode_utf8(token, 0).code_point,
                 decode_utf8(token, begin_of_character(token, token.size())).code_point};
  }
  bits_.resize(words_for(merges.size()));
  for (const Merge& merge : merges) {
    const std::uint64_t bit = bit_of(ends_[merge.left].last, ends_[merge.right].first);
    bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
}

std::uint64_t Borders::bit_of(char32_t last, char32_t first) const {
  return hash_number(std::uint64_t{last} << 32 | first, hash_seed()) & (bits_.size() * 64 - 1);
}

}  // namespace tg
