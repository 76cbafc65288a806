// Tokens by their bytes against the table they come from.
#include "tokenizer/bpe/token_lines.h"

#include <algorithm>
#include <map>
#include <set>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

constexpr std::uint32_t kFlags[] = {LineValue::kUnknown, LineValue::kOwn, LineValue::kNotOwn};  // by Own

// Few different bytes, so that tokens are alike; some are too long for a line.
std::string random_token(Draws& draws) {
  constexpr char kBytes[] = {'a', 'b', '\0', '\xE4', ' '};
  std::string token(draws.below(20), '\0');
  for (char& byte : token) byte = kBytes[draws.below(std::size(kBytes))];
  return token;
}

struct Sample {
  TokenTable tokens;
  std::vector<Own> own;
};

Sample random_sample(Draws& draws, std::size_t count) {
  Sample sample;
  for (TokenId id = 0; sample.tokens.size() < count; id += 1 + static_cast<TokenId>(draws.below(3))) {
    sample.tokens.add(id, random_token(draws));
  }
  for (TokenId id = 0; id < sample.tokens.id_bound(); ++id) sample.own.push_back(static_cast<Own>(draws.below(3)));
  return sample;
}

bool is_short(std::string_view token) {
  return !token.empty() && token.size() <= ShortKey::kLongest;
}

// What the lines should say of `piece`.
std::uint32_t expected(const Sample& sample, std::string_view piece) {
  const TokenId id = is_short(piece) ? sample.tokens.find(piece) : TokenTable::kNone;
  return id == TokenTable::kNone ? 0 : id | kFlags[static_cast<int>(sample.own[id])];
}

TokenLines lines_of(const Sample& sample) {
  TokenLines lines(sample.tokens);
  lines.set(sample.own);
  return lines;
}

bool agree(const TokenLines& lines, const Sample& sample, std::string_view piece) {
  return lines.find(short_key_of(piece)).bits == expected(sample, piece);
}

bool all_agree(const TokenLines& lines, const Sample& sample, Draws& draws) {
  for (TokenId id = 0; id < sample.tokens.id_bound(); ++id) {
    if (is_short(sample.tokens[id]) && !agree(lines, sample, sample.tokens[id])) return false;
  }
  for (int i = 0; i < 300; ++i) {
    const std::string piece = random_token(draws).substr(0, ShortKey::kLongest);
    if (!agree(lines, sample, piece)) return false;
  }
  return true;
}

TEST("every token is found with what is known of it, and nothing else is") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Draws draws(seed);
    const Sample sample = random_sample(draws, draws.below(seed < 150 ? 40 : 2000));
    const TokenLines lines = lines_of(sample);
    if (!all_agree(lines, sample, draws)) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
  }
}

// How many tokens call each line theirs.
std::map<const TokenLines::Line*, std::size_t> tokens_by_line(const TokenLines& lines, const TokenTable& tokens) {
  std::map<const TokenLines::Line*, std::size_t> counts;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) {
    if (is_short(tokens[id])) ++counts[lines.line_of(short_key_of(tokens[id]))];
  }
  return counts;
}

// The line behind which the first one follows: the furthest that any key leads to.
const TokenLines::Line* last_line(const TokenLines& lines) {
  const TokenLines::Line* last = nullptr;
  for (std::uint64_t key = 0; key < 2000; ++key) last = std::max(last, lines.line_of({key, 0}));
  return last;
}

// Lines hold three. Hashes have a seed of their own in every process, so this is of many tables.
TEST("tokens for which their line has no room are found in the next one, and behind the last one in the first") {
  int overflows = 0;
  int wraps = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Draws draws(seed);
    const Sample sample = random_sample(draws, 4 + draws.below(40));
    const TokenLines lines = lines_of(sample);
    if (!all_agree(lines, sample, draws)) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
    const auto counts = tokens_by_line(lines, sample.tokens);
    for (const auto& [line, count] : counts) overflows += count > 3 ? 1 : 0;
    const auto last = counts.find(last_line(lines));
    wraps += last != counts.end() && last->second > 3 ? 1 : 0;
  }
  CHECK(overflows > 100);
  CHECK(wraps > 0);
}

TEST("what is found out of a token replaces what was known, and leaves all others alone") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Draws draws(seed);
    Sample sample = random_sample(draws, 100);
    const TokenLines lines = lines_of(sample);
    for (TokenId id = 0; id < sample.tokens.id_bound(); ++id) {
      const std::string_view token = sample.tokens[id];
      if (!is_short(token) || sample.own[id] != Own::unknown || draws.below(2) == 0) continue;
      const bool own = draws.below(2) == 0;
      sample.own[id] = own ? Own::yes : Own::no;
      lines.know(short_key_of(token), own);
    }
    if (!all_agree(lines, sample, draws)) return fail(__FILE__, __LINE__, "seed " + std::to_string(seed));
  }
}

TEST("lines of no tokens hold nothing") {
  const TokenLines lines{TokenTable()};
  CHECK_EQUAL(lines.find(short_key_of("a")).bits, 0U);
  CHECK_EQUAL(lines.find(short_key_of("")).bits, 0U);
}

TEST("a line is a cache line, and five tokens have three") {
  CHECK_EQUAL(sizeof(TokenLines::Line), 64U);
  Draws draws(5);
  const Sample sample = random_sample(draws, 3000);
  const TokenLines lines = lines_of(sample);
  CHECK(lines.memory_bytes() <= (3000 * 3 / 5 + 1) * 64);
}

}  // namespace
}  // namespace tg::test
