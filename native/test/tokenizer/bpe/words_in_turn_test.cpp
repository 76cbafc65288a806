// Many words at once against one at a time.
#include "tokenizer/bpe/words_in_turn.h"

#include <memory>

#include "check.h"
#include "tokenizer/bpe/merging.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// Merges among letters from `first` on; ranks repeat, up to the highest that there may be.
PairTable random_pairs(Draws& draws, TokenId first, TokenId letters, std::uint32_t highest) {
  PairTable pairs;
  TokenId end = first + letters;
  for (std::uint64_t left = 3 + draws.below(60); left > 0; --left) {
    const auto draw = [&] { return first + static_cast<TokenId>(draws.below(end - first)); };
    const bool is_high = draws.below(20) == 0;
    const auto rank = static_cast<std::uint32_t>(is_high ? highest : draws.below(40));
    pairs.set(draw(), draw(), {rank, end});
    ++end;
  }
  return pairs;
}

std::vector<TokenId> random_word(Draws& draws, TokenId first, TokenId letters, std::size_t most) {
  std::vector<TokenId> word(1 + draws.below(most));
  for (TokenId& id : word) id = first + static_cast<TokenId>(draws.below(letters));
  return word;
}

std::vector<TokenId> merged(const PairTable& pairs, const std::vector<TokenId>& word) {
  MergeScratch scratch;
  std::vector<Symbol> symbols;
  for (const TokenId id : word) symbols.push_back({id, 1});
  symbols.resize(merge_symbols(pairs, symbols, scratch));
  std::vector<TokenId> ids;
  for (const Symbol symbol : symbols) ids.push_back(symbol.id);
  return ids;
}

template <class Words>
std::vector<TokenId> read(const Words& words, std::size_t number) {
  std::vector<TokenId> ids(Words::kMostSymbols);
  ids.resize(words.read(number, ids.data()));
  return ids;
}

template <class Words>
void compare_with_one_at_a_time() {
  const unsigned seed = draw_seed();
  Draws draws(seed);
  const auto words = std::make_unique<Words>();
  for (int round = 0; round < 600; ++round) {
    const TokenId first = draws.below(2) == 0 ? 0 : 250;  // pairs of low ids are kept apart
    const auto letters = static_cast<TokenId>(1 + draws.below(5));
    const PairTable pairs = random_pairs(draws, first, letters, Words::kRankLimit - 1);
    std::vector<std::vector<TokenId>> before(draws.below(Words::kMostWords + 1));
    words->clear();
    for (std::vector<TokenId>& word : before) {
      word = random_word(draws, first, letters, Words::kMostSymbols);
      std::ranges::copy(word, words->add(word.size()));
    }
    CHECK_EQUAL(words->is_full(), before.size() == Words::kMostWords);
    words->merge(pairs);
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (read(*words, i) != merged(pairs, before[i])) {
        return fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", round " + std::to_string(round));
      }
    }
  }
}

TEST("words that are merged in turn become what each becomes alone") {
  compare_with_one_at_a_time<ShortWordsInTurn>();
  compare_with_one_at_a_time<LongWordsInTurn>();
}

}  // namespace
}  // namespace tg::test
