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

TEST("what is found is what was kept last for that passage and owner") {
  Draws draws(1);
  PassageCache cache;
  std::map<std::pair<std::string, std::uint64_t>, Ids> kept;
  std::vector<std::string> passages;
  for (int i = 0; i < 200; ++i) passages.push_back(random_passage(draws));
  std::size_t hits = 0;
  for (int step = 0; step < 20'000; ++step) {
    const std::string& passage = passages[draws.below(passages.size())];
    const std::uint64_t owner = draws.below(3);
    const PassageCache::Key key = cache.key_of(passage, owner);
    if (const auto ids = found(cache, key)) {
      ++hits;
      CHECK(*ids == (kept[{passage, owner}]));
      if (draws.below(8) != 0) continue;
    }
    const Ids ids = random_ids(draws);
    cache.keep(key, ids);
    CHECK(found(cache, key) == ids);
    kept[{passage, owner}] = ids;
  }
  CHECK(hits > 1000);
}

TEST("the latest passages stay, of any sizes, until a megabyte came after them") {
  Draws draws(2);
  PassageCache cache;
  const std::string first(100, 'x');
  const PassageCache::Key key = cache.key_of(first, 1);
  cache.keep(key, Ids{1, 2, 3});
  std::size_t written = 0;
  while (written < PassageCache::kBytes / 2) {
    const std::string passage = random_passage(draws);
    const Ids ids = random_ids(draws);
    cache.keep(cache.key_of(passage, 1), ids);
    written += passage.size() + 3 * ids.size() + 20;
  }
  CHECK(found(cache, key) == (Ids{1, 2, 3}));
  for (int i = 0; i < 2000; ++i) cache.keep(cache.key_of(random_passage(draws), 1), random_ids(draws));
  CHECK(found(cache, key) == std::nullopt);
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

TEST("what is met twice should be kept, and while nothing is found of what is kept some of it") {
  Draws draws(3);
  PassageCache cache;
  const std::string passage = "passage";
  const PassageCache::Key key = cache.key_of(passage, 1);
  CHECK(!cache.should_keep(key));
  CHECK(cache.should_keep(key));
  CHECK(!cache.should_keep(cache.key_of(passage, 2)));
  const auto admitted = [&] {
    std::size_t count = 0;
    for (int i = 0; i < 800; ++i) count += cache.should_keep(key) ? 1 : 0;
    return count;
  };
  const auto keep_many = [&](bool ask) {
    for (int i = 0; i < 2000; ++i) {
      const std::string next = random_passage(draws);
      cache.keep(cache.key_of(next, 1), random_ids(draws));
      if (ask) CHECK(found(cache, cache.key_of(next, 1)).has_value());
    }
  };
  CHECK_EQUAL(admitted(), 800U);
  for (int i = 0; i < 3; ++i) keep_many(false);
  CHECK_EQUAL(admitted(), 100U);
  keep_many(true);
  CHECK_EQUAL(admitted(), 800U);
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
