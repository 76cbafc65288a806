// The merge loop against its slow twin, which counts every pair anew before each merge.
#include "tokenizer/training/pair_merger.h"

#include <map>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct CountedWord {
  std::vector<TokenId> ids;
  std::uint64_t count;
};

struct Step {
  PairKey pair;
  std::uint64_t count;
  std::uint64_t merged;
  bool operator==(const Step&) const = default;
};
[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << left_of(step.pair) << '+' << right_of(step.pair) << " x" << step.count << '/' << step.merged;
}

std::map<PairKey, std::uint64_t> count_pairs(const std::vector<CountedWord>& words) {
  std::map<PairKey, std::uint64_t> counts;
  for (const CountedWord& word : words) {
    for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) counts[pair_of(word.ids[i], word.ids[i + 1])] += word.count;
  }
  return counts;
}

std::uint64_t merge_everywhere(std::vector<CountedWord>& words, PairKey pair, TokenId made) {
  std::uint64_t merged = 0;
  for (CountedWord& word : words) {
    std::vector<TokenId> ids;
    for (std::size_t i = 0; i < word.ids.size(); ++i) {
      const bool merges = i + 1 < word.ids.size() && pair_of(word.ids[i], word.ids[i + 1]) == pair;
      ids.push_back(merges ? made : word.ids[i]);
      merged += merges ? word.count : 0;
      i += merges ? 1 : 0;
    }
    word.ids = ids;
  }
  return merged;
}

std::vector<Step> slow_steps(std::vector<CountedWord> words, TokenId next, std::uint64_t least) {
  std::vector<Step> steps;
  while (true) {
    PairKey best = 0;
    std::uint64_t count = 0;
    for (const auto& [pair, times] : count_pairs(words)) {
      if (times > count) best = pair, count = times;  // the map ascends: the lowest of equals
    }
    if (count < least) return steps;
    steps.push_back({best, count, merge_everywhere(words, best, next++)});
  }
}

std::vector<Step> quick_steps(const std::vector<CountedWord>& words, TokenId next, std::uint64_t least,
                              std::size_t budget = 0) {
  WordSymbols symbols;
  for (const CountedWord& word : words) symbols.add(word.ids, word.count);
  PairMerger merger(std::move(symbols), next, least, budget);
  std::vector<Step> steps;
  while (const auto best = merger.best()) steps.push_back({best->pair, best->count, merger.merge(best->pair)});
  return steps;
}

std::vector<CountedWord> random_words(Draws& draws) {
  const std::uint64_t alphabet = 1 + draws.below(4);
  std::vector<CountedWord> words(1 + draws.below(30));
  for (CountedWord& word : words) {
    word.ids.resize(1 + draws.below(12));
    for (TokenId& id : word.ids) id = static_cast<TokenId>(draws.below(alphabet));
    word.count = 1 + draws.below(5);
  }
  return words;
}

void drop_first_pair(std::size_t budget) {
  WordSymbols symbols;
  symbols.add(std::vector<TokenId>{0, 1, 2}, 5);
  PairMerger merger(std::move(symbols), 4, 1, budget);
  CHECK_EQUAL(merger.best()->pair, pair_of(0, 1));
  merger.drop_best();
  CHECK_EQUAL(merger.best()->pair, pair_of(1, 2));
  merger.merge(pair_of(1, 2));
  CHECK_EQUAL(merger.best()->pair, pair_of(0, 4));
}

}  // namespace

TEST("the merge loop chooses and counts as one that counts anew before every merge") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Draws draws(seed);
    const auto words = random_words(draws);
    const std::uint64_t least = 1 + draws.below(3);
    const auto expected = slow_steps(words, 4, least);
    if (quick_steps(words, 4, least) == expected) continue;
    CHECK_EQUAL(seed, ~seed);
    CHECK_EQUAL(quick_steps(words, 4, least), expected);
    return;
  }
}

TEST("a bound on the index of pairs changes no merge") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Draws draws(seed);
    const auto words = random_words(draws);
    const std::uint64_t least = 1 + draws.below(3);
    const std::size_t budget = std::size_t{1} << draws.below(13);
    const auto expected = quick_steps(words, 4, least);
    if (quick_steps(words, 4, least, budget) == expected) continue;
    CHECK_EQUAL(seed, ~seed);
    CHECK_EQUAL(quick_steps(words, 4, least, budget), expected);
    return;
  }
}

TEST("a pair that is not indexed is counted and merged all the same") {
  WordSymbols symbols;
  symbols.add(std::vector<TokenId>{0, 1, 0, 1}, 1);
  symbols.add(std::vector<TokenId>{2, 3}, 9);
  PairMerger merger(std::move(symbols), 4, 2);
  CHECK_EQUAL(merger.count_of(pair_of(1, 0)), std::uint64_t{1});
  CHECK_EQUAL(merger.merge(pair_of(1, 0)), std::uint64_t{1});
  CHECK_EQUAL(merger.count_of(pair_of(0, 1)), std::uint64_t{0});
}

TEST("counts beyond 32 bits are exact") {
  const std::uint64_t many = (std::uint64_t{1} << 40) + 1;
  const auto steps = quick_steps({{{0, 1}, many}, {{1, 0}, many - 1}}, 4, 1);
  CHECK_EQUAL(steps, (std::vector<Step>{{pair_of(0, 1), many, many}, {pair_of(1, 0), many - 1, many - 1}}));
}

TEST("a pair that is dropped never comes again, be it that pairs are indexed anew") {
  for (const std::size_t budget : {0, 1}) drop_first_pair(budget);
}

}  // namespace tg::test
