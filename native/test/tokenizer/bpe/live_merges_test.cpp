// Which merges ever happen, against merging with all of them; and which tokens are their own, against merging the bytes
// of every one of them.
#include "tokenizer/bpe/live_merges.h"

#include <algorithm>
#include <array>

#include "check.h"
#include "tokenizer/bpe/random_bpe.h"
#include "tokenizer/bpe/rank_merges.h"
#include "tokenizer/bpe/words_in_turn.h"

namespace tg::test {
namespace {

struct Verdicts {
  std::array<int, 3> of{};  // by Own

  int definite() const { return of[static_cast<int>(Own::yes)] + of[static_cast<int>(Own::no)]; }
  int unknown() const { return of[static_cast<int>(Own::unknown)]; }
};

std::optional<LiveMerges> live_of(const RandomBpe& bpe, const TokenTable& tokens, const Merger& merger) {
  return find_live_merges(tokens, bpe.merges, merger.tables().units(*merger.tables().tokens));
}

std::vector<Own> verdicts_of(const RandomBpe& bpe, const TokenTable& tokens, const Merger& merger) {
  auto live = live_of(bpe, tokens, merger);
  return live ? std::move(live->own) : std::vector<Own>(tokens.id_bound(), Own::unknown);
}

std::vector<TokenId> merged_with(const PairTable& pairs, const TokenTable& tokens, std::string_view text) {
  std::vector<Symbol> symbols;
  for (std::size_t at = 0; at < text.size(); ++at) symbols.push_back({tokens.find(text.substr(at, 1)), 1});
  MergeScratch scratch;
  symbols.resize(merge_symbols(pairs, symbols, scratch));
  std::vector<TokenId> ids;
  for (const Symbol symbol : symbols) ids.push_back(symbol.id);
  return ids;
}

// Texts of the units, most of them of tokens.
std::string random_piece(Draws& draws, const RandomBpe& bpe, std::size_t units) {
  std::string piece;
  for (std::uint64_t left = 1 + draws.below(6); left > 0; --left) {
    piece += bpe.tokens[draws.below(draws.below(3) == 0 ? units : bpe.tokens.size())];
  }
  return piece;
}

bool check_live(const RandomBpe& bpe, const LiveMerges& live, const Merger& merger, Draws& draws) {
  const TokenTable tokens = bpe.table();
  const std::vector<bool> units = merger.tables().units(*merger.tables().tokens);
  const auto unit_count = static_cast<std::size_t>(std::ranges::count(units, true));
  if (std::ranges::none_of(live.own, [](Own own) { return own == Own::unknown; }) &&
      live.pairs.size() > tokens.size()) {
    return false;
  }
  for (int i = 0; i < 30; ++i) {
    const std::string piece = random_piece(draws, bpe, unit_count);
    if (merged_with(live.pairs, tokens, piece) != merged(merger, piece)) return false;
  }
  return true;
}

// Adds the verdicts; the first token that merging disagrees about fails the test.
bool check_verdicts(const RandomBpe& bpe, const std::string& which, Verdicts& verdicts) {
  const TokenTable tokens = bpe.table();
  auto tables = make_tables(bpe, tokens);
  if (!tables.ok()) return fail(__FILE__, __LINE__, tables.status().message()), false;
  const Merger merger(std::move(tables).value());
  const auto live = live_of(bpe, tokens, merger);
  Draws draws(7);
  if (live && !check_live(bpe, *live, merger, draws)) return fail(__FILE__, __LINE__, which + ": merges"), false;
  const std::vector<Own> own = verdicts_of(bpe, tokens, merger);
  for (TokenId id = 0; id < own.size(); ++id) {
    ++verdicts.of[static_cast<int>(own[id])];
    if (own[id] == Own::unknown) continue;
    const bool is_own = merged(merger, tokens[id]) == std::vector<TokenId>{id};
    if (is_own == (own[id] == Own::yes)) continue;
    fail(__FILE__, __LINE__, which + ": token " + std::to_string(id) + " " + std::string(tokens[id]));
    return false;
  }
  return true;
}

std::vector<std::string> letters(std::uint64_t count) {
  std::vector<std::string> units;
  for (std::uint64_t i = 0; i < count; ++i) units.emplace_back(1, static_cast<char>('a' + i));
  return units;
}

// One letter alone gives repeats of repeats.
RandomBpe random_vocabulary(Draws& draws) {
  std::vector<std::string> units = letters(1 + draws.below(5));
  const std::vector<std::string> words = random_words(draws, units, 3 + draws.below(25), 14);
  return train_bpe(draws, words, std::move(units), true, 2 + draws.below(40));
}

std::size_t place_in(Draws& draws, const RandomBpe& bpe) {
  return static_cast<std::size_t>(draws.below(bpe.merges.size()));
}

// --- how a file's merges differ from what training made ---

void swap_two(Draws& draws, RandomBpe& bpe) {
  std::swap(bpe.merges[place_in(draws, bpe)], bpe.merges[place_in(draws, bpe)]);
}

void swap_neighbours(Draws& draws, RandomBpe& bpe) {
  const std::size_t at = place_in(draws, bpe);
  if (at > 0) std::swap(bpe.merges[at - 1], bpe.merges[at]);
}

void shuffle(Draws& draws, RandomBpe& bpe) {
  for (std::size_t i = 0; i < bpe.merges.size(); ++i) swap_two(draws, bpe);
}

void list_again(Draws& draws, RandomBpe& bpe) {
  const Merge merge = bpe.merges[place_in(draws, bpe)];
  bpe.merges.insert(bpe.merges.begin() + static_cast<std::ptrdiff_t>(draws.below(bpe.merges.size() + 1)), merge);
}

void leave_out(Draws& draws, RandomBpe& bpe) {
  if (bpe.merges.size() > 1) bpe.merges.erase(bpe.merges.begin() + static_cast<std::ptrdiff_t>(place_in(draws, bpe)));
}

// Another way to make a token, or another split of the only one.
void make_otherwise(Draws& draws, RandomBpe& bpe) {
  const std::size_t at = place_in(draws, bpe);
  const TokenTable tokens = bpe.table();
  const TokenId result = bpe.merges[at].result;
  const std::string_view token = tokens[result];
  const std::size_t cut = 1 + draws.below(token.size() - 1);
  const Merge merge{tokens.find(token.substr(0, cut)), tokens.find(token.substr(cut)), result};
  if (merge.left == TokenTable::kNone || merge.right == TokenTable::kNone) return;
  const auto place = bpe.merges.begin() + static_cast<std::ptrdiff_t>(at);
  if (draws.below(2) == 0) {
    *place = merge;
  } else {
    bpe.merges.insert(place + static_cast<std::ptrdiff_t>(draws.below(bpe.merges.size() - at + 1)), merge);
  }
}

using Edit = void (*)(Draws&, RandomBpe&);
constexpr Edit kEdits[] = {swap_two, swap_neighbours, shuffle, list_again, leave_out, make_otherwise};

TEST("of trained vocabularies every verdict is what merging says, and most are certain") {
  Verdicts verdicts;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Draws draws(seed);
    if (!check_verdicts(random_vocabulary(draws), "seed " + std::to_string(seed), verdicts)) return;
  }
  CHECK(verdicts.of[static_cast<int>(Own::yes)] > 5000);
  CHECK(verdicts.definite() > verdicts.unknown() * 4);
}

TEST("of vocabularies whose merges were edited, every verdict that is certain is what merging says") {
  for (std::size_t kind = 0; kind < std::size(kEdits); ++kind) {
    Verdicts verdicts;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      Draws draws(seed);
      RandomBpe bpe = random_vocabulary(draws);
      for (std::uint64_t left = 1 + draws.below(3); left > 0; --left) kEdits[kind](draws, bpe);
      if (!check_verdicts(bpe, "edit " + std::to_string(kind) + ", seed " + std::to_string(seed), verdicts)) return;
    }
    // Of pairs that are listed twice nothing is ever told.
    CHECK(verdicts.definite() > 50 || kEdits[kind] == list_again);
  }
}

TEST("of vocabularies that were edited in every way at once, too") {
  Verdicts verdicts;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Draws draws(seed);
    RandomBpe bpe = random_vocabulary(draws);
    for (std::uint64_t left = 1 + draws.below(6); left > 0; --left) kEdits[draws.below(std::size(kEdits))](draws, bpe);
    if (!check_verdicts(bpe, "seed " + std::to_string(seed), verdicts)) return;
  }
  CHECK(verdicts.of[static_cast<int>(Own::yes)] > 500);
  CHECK(verdicts.of[static_cast<int>(Own::no)] > 20);
}

// Trained merges are in an order that hides much; these are not.
RandomBpe random_merges(Draws& draws) {
  RandomBpe bpe{letters(1 + draws.below(3)), {}, true};
  for (int attempt = 0; attempt < 40; ++attempt) {
    const TokenTable tokens = bpe.table();
    const auto left = static_cast<TokenId>(draws.below(bpe.tokens.size()));
    const auto right = static_cast<TokenId>(draws.below(bpe.tokens.size()));
    const std::string joined = bpe.tokens[left] + bpe.tokens[right];
    TokenId result = tokens.find(joined);
    if (joined.size() > 9 || (result != TokenTable::kNone && draws.below(8) != 0)) continue;
    if (result == TokenTable::kNone) {
      result = static_cast<TokenId>(bpe.tokens.size());
      bpe.tokens.push_back(joined);
    }
    bpe.merges.push_back({left, right, result});
  }
  return bpe;
}

TEST("of merges that no training would make, every verdict that is certain is what merging says") {
  Verdicts verdicts;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Draws draws(seed);
    if (!check_verdicts(random_merges(draws), "seed " + std::to_string(seed), verdicts)) return;
  }
  CHECK(verdicts.of[static_cast<int>(Own::yes)] > 5000);
  CHECK(verdicts.of[static_cast<int>(Own::no)] > 2000);
}

// --- by rank ---

// With tokens of every size that merging has a way of its own for.
RandomBpe vocabulary_of_long_words(Draws& draws) {
  std::vector<std::string> units = letters(1 + draws.below(3));
  const std::vector<std::string> words = random_words(draws, units, 6, 80);
  return train_bpe(draws, words, std::move(units), true, 120);
}

// The tokens behind the units in a random order, or nearly in the order that training gave them.
void change_ranks(Draws& draws, RandomBpe& bpe, std::size_t units) {
  for (std::uint64_t left = draws.below(4) == 0 ? bpe.tokens.size() : draws.below(4); left > 0; --left) {
    const std::size_t longer = bpe.tokens.size() - units;
    std::swap(bpe.tokens[units + draws.below(longer)], bpe.tokens[units + draws.below(longer)]);
  }
}

TEST("by rank, too, live merges do what all ways to write a token as two do") {
  int told = 0;
  std::size_t longest = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    Draws draws(seed);
    RandomBpe bpe = seed % 4 == 0 ? vocabulary_of_long_words(draws) : random_vocabulary(draws);
    const auto units = static_cast<std::size_t>(std::ranges::count(bpe.tokens, 1U, &std::string::size));
    if (bpe.tokens.size() == units) continue;
    change_ranks(draws, bpe, units);
    const TokenTable tokens = bpe.table();
    auto tables = make_tables(bpe, tokens, "{}", MergeRule::by_rank);
    REQUIRE_OK(tables);
    const Merger merger(std::move(tables).value());
    CHECK(merger.own() == std::vector<Own>(tokens.id_bound(), Own::unknown));
    longest = std::max(longest, std::ranges::max(bpe.tokens, {}, &std::string::size).size());
    const auto live = find_rank_merges(tokens, merger.tables().byte_ids);
    if (!live) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    told += std::ranges::none_of(live->own, [](Own own) { return own == Own::unknown; }) ? 1 : 0;
    if (!check_live(bpe, *live, merger, draws)) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    for (TokenId id = 0; id < tokens.size(); ++id) {
      if (live->own[id] == Own::unknown) continue;
      CHECK_EQUAL(merged(merger, tokens[id]) == std::vector<TokenId>{id}, live->own[id] == Own::yes);
    }
  }
  CHECK(told > 150);
  CHECK(longest > LongWordsInTurn::kMostSymbols);
}

TEST("a model of bytes uses them") {
  Draws draws(1);
  const std::vector<std::string> units = byte_units();
  const std::vector<std::string> words = random_words(draws, std::span(units).subspan(97, 4), 30, 12);
  const RandomBpe bpe = train_bpe(draws, words, units, true, 60);
  const TokenTable tokens = bpe.table();
  for (const MergeRule rule : {MergeRule::listed, MergeRule::by_rank}) {
    auto tables = make_tables(bpe, tokens, "{}", rule);
    REQUIRE_OK(tables);
    CHECK_EQUAL(tables->own.size(), tokens.id_bound());
    CHECK(tables->pairs.size() <= 60);
  }
}

// --- by hand ---

// Merges as pairs of names; what they make is added.
RandomBpe of_merges(std::vector<std::string> units, const std::vector<std::pair<std::string, std::string>>& merges) {
  RandomBpe bpe{std::move(units), {}, true};
  const auto id_of = [&bpe](const std::string& name) {
    const auto place = std::ranges::find(bpe.tokens, name);
    if (place == bpe.tokens.end()) bpe.tokens.insert(place, name);
    return static_cast<TokenId>(std::ranges::find(bpe.tokens, name) - bpe.tokens.begin());
  };
  for (const auto& [left, right] : merges) {
    const TokenId left_id = id_of(left);
    const TokenId right_id = id_of(right);
    bpe.merges.push_back({left_id, right_id, id_of(left + right)});
  }
  return bpe;
}

std::string verdict(const RandomBpe& bpe, const std::string& token) {
  Verdicts verdicts;
  if (!check_verdicts(bpe, token, verdicts)) return "wrong";
  const TokenTable tokens = bpe.table();
  auto tables = make_tables(bpe, tokens);
  const Merger merger(std::move(tables).value());
  const Own own = verdicts_of(bpe, tokens, merger)[tokens.find(token)];
  return own == Own::yes ? "yes" : own == Own::no ? "no" : "unknown";
}

TEST("repeats pair up from the left") {
  const RandomBpe four = of_merges({"a"}, {{"a", "a"}, {"aa", "aa"}});
  CHECK_EQUAL(verdict(four, "aaaa"), "yes");
  CHECK_EQUAL(verdict(of_merges({"a"}, {{"a", "a"}, {"aa", "a"}}), "aaa"), "yes");
  CHECK_EQUAL(verdict(of_merges({"a"}, {{"a", "a"}, {"a", "aa"}}), "aaa"), "no");
  CHECK_EQUAL(verdict(of_merges({"a"}, {{"a", "a"}, {"aa", "a"}, {"aaa", "aa"}}), "aaaaa"), "no");
}

TEST("a token whose border an earlier merge crosses is none") {
  CHECK_EQUAL(verdict(of_merges({"a", "b", "c"}, {{"b", "c"}, {"a", "b"}, {"ab", "c"}}), "abc"), "no");
  CHECK_EQUAL(verdict(of_merges({"a", "b", "c"}, {{"a", "b"}, {"b", "c"}, {"ab", "c"}}), "abc"), "yes");
}

TEST("of what has a part that is made in two ways, the second listed later, nothing is certain") {
  // "abc" merges as a|bc, and so becomes "abc" by its second merge alone, which makes "abcd" possible after all.
  const RandomBpe bpe =
      of_merges({"a", "b", "c", "d"}, {{"b", "c"}, {"a", "b"}, {"ab", "c"}, {"abc", "d"}, {"a", "bc"}});
  CHECK_EQUAL(verdict(bpe, "abc"), "yes");
  CHECK_EQUAL(verdict(bpe, "abcd"), "unknown");
  CHECK_EQUAL(verdict(of_merges({"a", "b", "c"}, {{"b", "c"}, {"a", "b"}, {"ab", "c"}, {"a", "bc"}}), "abc"), "yes");
}

TEST("nothing is certain of what a merge makes that stands before those of its parts, nor of what has it inside") {
  const RandomBpe bpe = of_merges({"a", "b", "c", "d"}, {{"ab", "c"}, {"a", "b"}, {"d", "abc"}, {"d", "ab"}});
  CHECK_EQUAL(verdict(bpe, "abc"), "unknown");
  CHECK_EQUAL(verdict(bpe, "dabc"), "unknown");
  CHECK_EQUAL(verdict(bpe, "ab"), "yes");
  CHECK_EQUAL(verdict(bpe, "dab"), "yes");
}

// Merges of "ab" and two bytes, each of which stands before those of its parts.
RandomBpe of_surprises(TokenId count) {
  RandomBpe bpe{byte_units(), {}, true};
  const TokenId ab = 256;
  bpe.tokens.emplace_back("ab");
  Merges of_parts;
  for (TokenId pair = 0; of_parts.size() < count; ++pair) {
    const std::string text = bpe.tokens[pair / 256] + bpe.tokens[pair % 256];
    if (text == "ab") continue;
    const auto part = static_cast<TokenId>(bpe.tokens.size());
    bpe.tokens.insert(bpe.tokens.end(), {text, "ab" + text});
    bpe.merges.push_back({ab, part, part + 1});
    of_parts.push_back({pair / 256, pair % 256, part});
  }
  bpe.merges.insert(bpe.merges.end(), of_parts.begin(), of_parts.end());
  bpe.merges.push_back({'a', 'b', ab});
  return bpe;
}

TEST("many merges may stand before those of their parts, but where looking for them would take long nothing is told") {
  CHECK_EQUAL(verdict(of_surprises(100), "ab"), "yes");
  CHECK_EQUAL(verdict(of_surprises(12'000), "ab"), "unknown");
}

TEST("merges of ids beyond the tokens that text has say nothing") {
  // As in a byte-level file, whose tokens that stand for no bytes are missing from the table.
  RandomBpe bpe = of_merges({"a", "b"}, {{"a", "b"}});
  const TokenTable tokens = bpe.table();
  for (const Merge strange : {Merge{50, 0, 1}, Merge{0, 50, 2}, Merge{0, 1, 50}, Merge{50, 51, 52}}) {
    RandomBpe other = bpe;
    other.merges.push_back(strange);
    auto tables = make_tables(other, tokens);
    REQUIRE_OK(tables);
    const Merger merger(std::move(tables).value());
    const std::vector<Own> own = verdicts_of(other, tokens, merger);
    CHECK_EQUAL(own.size(), tokens.id_bound());
    CHECK(own[2] != Own::no);
  }
}

}  // namespace
}  // namespace tg::test
