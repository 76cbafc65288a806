// The merge loop against the rule it stands for, written down as slowly as it reads.
#include "tokenizer/bpe/merging.h"

#include <map>
#include <optional>

#include "check.h"
#include "tokenizer/bpe/merging_in_sweeps.h"
#include "tokenizer/bpe/merging_in_windows.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

// Of all neighbours that merge, those of the lowest rank do, the leftmost of equals; again, until none do.
std::vector<Symbol> merge_slowly(const PairTable& pairs, std::vector<Symbol> symbols) {
  for (;;) {
    std::optional<std::size_t> best;
    PairMerge lowest;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const PairMerge merge = pairs.find(symbols[i].id, symbols[i + 1].id);
      if (merge.rank < lowest.rank) {
        lowest = merge;
        best = i;
      }
    }
    if (!best) return symbols;
    symbols[*best] = {lowest.result, symbols[*best].size + symbols[*best + 1].size};
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(*best) + 1);
  }
}

// Strings over a few letters; every merge puts two known strings together, in an order that is not by length.
PairTable random_pairs(Draws& draws, TokenId letters) {
  std::vector<std::string> tokens;
  for (TokenId letter = 0; letter < letters; ++letter) tokens.emplace_back(1, static_cast<char>('a' + letter));
  std::vector<std::pair<TokenId, TokenId>> merges;
  for (int attempt = 0; attempt < 120; ++attempt) {
    const auto left = static_cast<TokenId>(draws.below(tokens.size()));
    const auto right = static_cast<TokenId>(draws.below(tokens.size()));
    const std::string joined = tokens[left] + tokens[right];
    if (joined.size() > 9) continue;
    bool known = false;
    for (const std::string& token : tokens) known |= token == joined;
    if (known) continue;
    tokens.push_back(joined);
    merges.emplace_back(left, right);
  }
  PairTable pairs;
  for (std::uint32_t i = 0; i < merges.size(); ++i) {
    const auto rank = static_cast<std::uint32_t>(draws.below(1000) * 64 + i);
    pairs.set(merges[i].first, merges[i].second, {rank, letters + i});
  }
  return pairs;
}

std::vector<Symbol> random_symbols(Draws& draws, TokenId letters, std::size_t count) {
  std::vector<Symbol> symbols;
  for (std::size_t i = 0; i < count; ++i) symbols.push_back({static_cast<TokenId>(draws.below(letters)), 1});
  return symbols;
}

std::vector<std::uint64_t> flat(std::span<const Symbol> symbols) {
  std::vector<std::uint64_t> flat;
  for (const Symbol symbol : symbols) flat.push_back(std::uint64_t{symbol.id} << 32 | symbol.size);
  return flat;
}

TEST("merging makes what the slow rule makes, for runs of every length") {
  MergeScratch scratch;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Draws draws(seed);
    const auto letters = static_cast<TokenId>(1 + draws.below(4));
    const PairTable pairs = random_pairs(draws, letters);
    for (const std::size_t count : {0, 1, 2, 7, 31, 32, 33, 34, 90}) {
      std::vector<Symbol> symbols = random_symbols(draws, letters, count);
      const std::vector<Symbol> expected = merge_slowly(pairs, symbols);
      const std::size_t left = merge_symbols(pairs, symbols, scratch);
      symbols.resize(left);
      if (flat(symbols) == flat(expected)) continue;
      fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", " + std::to_string(count) + " symbols");
      return;
    }
  }
}

// Narrow windows, so that what stands behind a place often reaches across it, back to the beginning of the run.
TEST("merging in windows of any width makes what the slow rule makes") {
  MergeScratch scratch;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draws draws(seed);
    const auto letters = static_cast<TokenId>(1 + draws.below(3));
    const PairTable pairs = random_pairs(draws, letters);
    std::vector<Symbol> symbols = random_symbols(draws, letters, 100 + draws.below(300));
    for (Symbol& symbol : symbols) symbol.size = static_cast<std::uint32_t>(1 + draws.below(4));
    const std::vector<Symbol> expected = merge_slowly(pairs, symbols);
    const std::size_t width = 1 + draws.below(40);
    symbols.resize(merge_in_windows(pairs, symbols, scratch, width));
    if (flat(symbols) == flat(expected)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", windows of " + std::to_string(width));
    return;
  }
}

TEST("a run that was swept is merged to what the slow rule makes") {
  MergeScratch scratch;
  std::size_t swept = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Draws draws(seed);
    const auto letters = static_cast<TokenId>(1 + draws.below(3));
    const PairTable pairs = random_pairs(draws, letters);
    std::vector<Symbol> part = random_symbols(draws, letters, 1 + draws.below(6));
    std::vector<Symbol> symbols;
    while (symbols.size() < 300) symbols.insert(symbols.end(), part.begin(), part.end());
    if (draws.below(2) == 0) symbols[draws.below(symbols.size())].id = 0;
    const std::vector<Symbol> expected = merge_slowly(pairs, symbols);
    const std::size_t before = symbols.size();
    symbols.resize(merge_in_sweeps(pairs, symbols, scratch));
    if (symbols.size() < before) ++swept;
    symbols.resize(merge_at_once(pairs, symbols, scratch));
    if (flat(symbols) == flat(expected)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    return;
  }
  CHECK(swept > 100);
}

// Every symbol hangs on the end of the run: what stands last decides whether pairs begin at even or at odd places.
TEST("a run whose end decides what becomes of its beginning is merged as a whole") {
  constexpr TokenId kLetters = 300;
  PairTable pairs;
  for (TokenId i = 0; i + 1 < kLetters; ++i) pairs.set(i, i + 1, {kLetters - i, kLetters + i});
  std::vector<Symbol> symbols;
  for (TokenId i = 0; i < kLetters; ++i) symbols.push_back({i, 1});
  for (const std::size_t count : {kLetters, kLetters - 1}) {
    std::vector<Symbol> run(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(count));
    const std::vector<Symbol> expected = merge_slowly(pairs, run);
    MergeScratch scratch;
    run.resize(merge_in_windows(pairs, run, scratch, 16));
    CHECK(flat(run) == flat(expected));
    CHECK_EQUAL(run.front().size, count % 2 == 0 ? 2U : 1U);
  }
}

TEST("of equal ranks the leftmost merges first") {
  PairTable pairs;
  pairs.set(0, 0, {5, 1});
  MergeScratch scratch;
  std::vector<Symbol> symbols(35, {0, 1});
  symbols.resize(merge_symbols(pairs, symbols, scratch));
  CHECK_EQUAL(symbols.size(), 18U);
  CHECK_EQUAL(symbols.front().id, 1U);
  CHECK_EQUAL(symbols.back().id, 0U);
}

TEST("pairs of bytes and of any other ids are what a map says, set once or again") {
  const unsigned seed = draw_seed();
  Draws draws(seed);
  PairTable pairs;
  std::map<std::pair<TokenId, TokenId>, PairMerge> expected;
  const auto draw = [&] { return static_cast<TokenId>(draws.below(draws.below(2) == 0 ? 40 : 300)); };
  for (std::uint32_t rank = 0; rank < 4000; ++rank) {
    const TokenId left = draw();
    const TokenId right = draw();
    const PairMerge merge{rank, static_cast<TokenId>(draws.below(1000))};
    pairs.set(left, right, merge);
    expected[{left, right}] = merge;
  }
  const auto agrees = [&](TokenId left, TokenId right, PairMerge found) {
    const auto known = expected.find({left, right});
    const PairMerge merge = known == expected.end() ? PairMerge{} : known->second;
    return found.rank == merge.rank && (merge.rank == PairMerge::kNever || found.result == merge.result);
  };
  bool all = pairs.size() == expected.size();
  for (TokenId left = 0; left < 300; ++left) {
    for (TokenId right = 0; right < 300; ++right) {
      const PairMerge found = pairs.find(left, right);
      PairTable::Place place = pairs.place_of(left, right);
      pairs.narrow(place);
      const PairMerge later = pairs.find(left, right, place);
      all = all && agrees(left, right, found) && agrees(left, right, later);
    }
  }
  std::size_t visited = 0;
  pairs.for_each([&](TokenId left, TokenId right, PairMerge merge) {
    ++visited;
    all = all && agrees(left, right, merge);
  });
  if (!all || visited != expected.size()) fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
}

}  // namespace
}  // namespace tg::test
