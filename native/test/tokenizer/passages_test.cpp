// Passages that were met before have the ids of passages that were not: the cache against a map, texts against
// encoding(), which never cuts a text.
#include <map>

#include "check.h"
#include "tokenizer/passage_cache.h"
#include "tokenizer/seams.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Ids = std::vector<TokenId>;

std::optional<Ids> found(PassageCache& cache, const PassageCache::Key& key) {
  const auto kept = cache.find(key);
  if (!kept) return std::nullopt;
  Ids ids(kept->count());
  kept->read(ids.data());
  return ids;
}

std::string random_passage(Draws& draws) {
  std::string passage(1 + draws.below(PassageCache::kLongest), '\0');
  for (char& byte : passage) byte = static_cast<char>(draws.below(256));
  return passage;
}

Ids random_ids(Draws& draws) {
  Ids ids(draws.below(PassageCache::kLongest + 1));
  const TokenId limit = draws.below(2) == 0 ? PassageCache::kIdLimit : 0x10000;
  for (TokenId& id : ids) id = static_cast<TokenId>(draws.below(limit));
  return ids;
}

TEST("what is found is what was kept for that passage and owner") {
  Draws draws(1);
  PassageCache cache;
  std::map<std::pair<std::string, std::uint64_t>, Ids> kept;
  std::vector<std::string> passages;
  for (int i = 0; i < 1000; ++i) passages.push_back(random_passage(draws));
  std::size_t hits = 0;
  for (int step = 0; step < 40'000; ++step) {
    const std::string& passage = passages[draws.below(passages.size())];
    const std::uint64_t owner = draws.below(3);
    const PassageCache::Key key = cache.key_of(passage, owner);
    if (const auto ids = found(cache, key)) {
      ++hits;
      CHECK(*ids == (kept[{passage, owner}]));
      continue;
    }
    const Ids ids = random_ids(draws);
    cache.keep(key, ids);
    if (const auto now = found(cache, key)) CHECK(*now == ids);
    kept[{passage, owner}] = ids;
  }
  CHECK(hits > 1000);
}

// Asks for each passage, keeps those that are not there, and answers how many were.
std::size_t ask_and_keep(PassageCache& cache, const std::vector<std::string>& passages) {
  std::size_t hits = 0;
  for (const std::string& passage : passages) {
    const PassageCache::Key key = cache.key_of(passage, 1);
    if (cache.find(key)) {
      ++hits;
    } else if (cache.should_keep(key)) {
      cache.keep(key, Ids(passage.size() / 4, 7));
    }
  }
  return hits;
}

std::vector<std::string> random_passages(Draws& draws, std::size_t bytes) {
  std::vector<std::string> passages;
  for (std::size_t made = 0; made < bytes; made += passages.back().size()) passages.push_back(random_passage(draws));
  return passages;
}

TEST("of more text in turn than there is room for the first part is found every time") {
  Draws draws(2);
  PassageCache cache;
  const auto passages = random_passages(draws, 2 * PassageCache::kBytes);
  for (int round = 0; round < 20; ++round) {
    const std::size_t hits = ask_and_keep(cache, passages);
    CHECK(round < 2 || hits * 10 > passages.size() * 3);
    CHECK(hits * 2 < passages.size());
  }
}

TEST("text that is not asked for any more makes room for other text") {
  Draws draws(3);
  PassageCache cache;
  const auto before = random_passages(draws, PassageCache::kBytes);
  const auto after = random_passages(draws, PassageCache::kBytes / 2);
  for (int round = 0; round < 4; ++round) ask_and_keep(cache, before);
  for (int round = 0; round < 16; ++round) ask_and_keep(cache, after);
  CHECK_EQUAL(ask_and_keep(cache, after), after.size());
}

TEST("what is met twice should be kept") {
  PassageCache cache;
  const PassageCache::Key key = cache.key_of("passage", 1);
  CHECK(!cache.should_keep(key));
  CHECK(cache.should_keep(key));
  CHECK(!cache.should_keep(cache.key_of("passage", 2)));
}

TEST("a passage without ids is kept, one with ids too many or too large is not") {
  PassageCache cache;
  const PassageCache::Key key = cache.key_of("passage", 1);
  cache.keep(key, Ids(PassageCache::kLongest + 1, 7));
  CHECK(found(cache, key) == std::nullopt);
  cache.keep(key, Ids{1, PassageCache::kIdLimit});
  CHECK(found(cache, key) == std::nullopt);
  cache.keep(key, Ids{});
  CHECK(found(cache, key) == Ids{});
  CHECK(found(cache, cache.key_of("passage", 2)) == std::nullopt);
  CHECK(found(cache, cache.key_of("Passage", 1)) == std::nullopt);
}

// Sentences, lines and clauses of a small vocabulary, so that the same passages come again.
std::string random_document(Draws& draws) {
  static const std::vector<std::string> sentences = [] {
    Draws draws(4);
    std::vector<std::string> made;
    for (int i = 0; i < 40; ++i) made.push_back("hello " + draws.text(draws.below(120)) + " world");
    made.insert(made.end(), {"<x>", "<end>", "中文，中", "мир и труд", "\n", std::string(900, 'l')});
    return made;
  }();
  std::string document;
  const std::size_t count = draws.below(60);
  for (std::size_t i = 0; i < count; ++i) document += sentences[draws.below(sentences.size())] + " and ";
  return document;
}

TEST("texts that come again have the ids they had, whichever tokenizer asks, and whatever special tokens are") {
  TinyJson with_added = byte_level();
  with_added.added = "[" + added_token(262, "<x>", "lr") + "," + added_token(263, "<end>", "s") + "]";
  const auto plain = parse_tiny(byte_level());
  const auto added = parse_tiny(with_added);
  REQUIRE_OK(plain);
  REQUIRE_OK(added);
  const Tokenizer* const tokenizers[] = {plain.value().get(), added.value().get()};
  Draws draws(5);
  std::vector<std::string> documents;
  for (int i = 0; i < 12; ++i) documents.push_back(random_document(draws));
  for (int step = 0; step < 400; ++step) {
    const std::string& document = documents[draws.below(documents.size())];
    const Tokenizer& tokenizer = *tokenizers[draws.below(2)];
    const EncodeOptions options{false, draws.below(2) == 0 ? SpecialPolicy::match : SpecialPolicy::literal};
    const auto expected = tokenizer.encoding(document, std::nullopt, options);
    REQUIRE_OK(expected);
    IdList ids;
    REQUIRE_OK(tokenizer.encode(document, options, ids));
    CHECK(std::ranges::equal(ids, expected->ids));
    CHECK_EQUAL(tokenizer.count(document, options).value(), expected->ids.size());
  }
}

TEST("a refused token is named by its place in a text that was met before") {
  TinyJson parts = byte_level();
  parts.added = "[" + added_token(262, "<end>", "s") + "]";
  const auto tokenizer = parse_tiny(parts);
  REQUIRE_OK(tokenizer);
  std::string text;
  while (text.size() < 2000) text += "hello world ";
  text += "<end>";
  for (int i = 0; i < 3; ++i) {
    CHECK(!ids_of(*tokenizer.value(), text).empty());
    IdList ids;
    const Status status = tokenizer.value()->encode(text, {false, SpecialPolicy::refuse}, ids);
    CHECK(status.message().find("at byte 2004") != std::string::npos);
  }
}

}  // namespace
}  // namespace tg::test
