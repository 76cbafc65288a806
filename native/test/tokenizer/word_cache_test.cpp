#include "tokenizer/word_cache.h"

#include <thread>

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using namespace std::string_literals;

// With nothing behind it that could be read.
WordCache::Key key(std::string_view word) {
  return WordCache::key_of(word, word.data() + word.size());
}

std::vector<TokenId> kept(WordCache& cache, std::string_view word, Generation asking) {
  const WordCache::Entry* const entry = cache.find(key(word), asking);
  if (!entry) return {};
  std::vector<TokenId> ids(WordCache::kMostIds);
  entry->read(ids.data());
  ids.resize(entry->count());
  return ids;
}

TEST("a word has the same key wherever it stands in a text") {
  const std::string text = "the words of\0a text, \u2581\xFF\xFE and \u2581more of them"s;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    for (std::size_t size = 1; size <= WordCache::kLongestWord && begin + size <= text.size(); ++size) {
      const std::string_view word = std::string_view(text).substr(begin, size);
      CHECK(WordCache::key_of(word, text.data() + text.size()) == key(word));
    }
  }
}

TEST("words that differ in zeros at their end have different keys") {
  CHECK(!(key(std::string_view("a\0", 2)) == key("a")));
  CHECK(!(key(std::string_view("abcdefgh\0", 9)) == key("abcdefgh")));
}

TEST("a sign for a space costs no room, but counts") {
  const std::string longest = "\u2581" + std::string(WordCache::kLongestWord, 'x');
  CHECK(WordCache::can_keep(longest));
  CHECK(!WordCache::can_keep(longest + "x"));
  CHECK(!WordCache::can_keep(std::string(WordCache::kLongestWord + 1, 'x')));
  CHECK(!WordCache::can_keep(""));
  CHECK(WordCache::can_keep("\u2581"));
  CHECK(!(key("\u2581x") == key("x")));
  CHECK(!(key("\u2581") == key("\u2581\u2581")));
}

TEST("one to four ids are kept, as large as there is room for") {
  WordCache cache;
  const Generation asking = new_generation();
  const std::vector<TokenId> ids = {0, WordCache::kIdLimit - 1, 0xABCDEF, 0x123456};
  for (std::size_t count = 1; count <= ids.size(); ++count) {
    const std::vector<TokenId> some(ids.rbegin(), ids.rbegin() + static_cast<std::ptrdiff_t>(count));
    cache.keep(key("word"), asking, some);
    CHECK_EQUAL(kept(cache, "word", asking), some);
  }
}

TEST("more ids, larger ones and those of nobody are not kept") {
  WordCache cache;
  const Generation asking = new_generation();
  cache.keep(key("a"), asking, std::vector<TokenId>(WordCache::kMostIds + 1));
  cache.keep(key("b"), asking, std::vector<TokenId>{WordCache::kIdLimit});
  cache.keep(key("c"), kNobody, std::vector<TokenId>{1});
  for (const char* word : {"a", "b", "c"}) CHECK(kept(cache, word, asking).empty());
  CHECK(kept(cache, "c", kNobody).empty());
}

TEST("an entry answers nobody but the model that made it") {
  WordCache cache;
  const Generation one = new_generation();
  const Generation other = new_generation();
  CHECK(one != other);
  cache.keep(key("word"), one, std::vector<TokenId>{1});
  CHECK(kept(cache, "word", other).empty());
  cache.keep(key("word"), other, std::vector<TokenId>{2});
  CHECK_EQUAL(kept(cache, "word", one), std::vector<TokenId>{1});
  CHECK_EQUAL(kept(cache, "word", other), std::vector<TokenId>{2});
}

TEST("however many words come, what is found is what was kept, seed 7") {
  WordCache cache;
  const Generation asking = new_generation();
  Draws draws(7);
  std::size_t found = 0;
  constexpr std::size_t kWords = 2 * WordCache::kBytes / sizeof(WordCache::Entry);  // of which half have room
  for (TokenId i = 0; i < 200000; ++i) {
    const auto number = static_cast<TokenId>(draws.below(kWords));
    const std::string word = std::to_string(number);
    const std::vector<TokenId> ids = kept(cache, word, asking);
    if (!ids.empty()) CHECK_EQUAL(ids, (std::vector<TokenId>{number, number + 1}));
    found += ids.empty() ? 0 : 1;
    cache.keep(key(word), asking, std::vector<TokenId>{number, number + 1});
  }
  CHECK(found > 50000);
}

const std::string kModel =
    R"({"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"##","max_input_chars_per_word":20,"vocab":)";

std::shared_ptr<const Tokenizer> word_pieces(const std::string& vocabulary) {
  return Tokenizer::parse(R"({"pre_tokenizer":{"type":"BertPreTokenizer"},"model":)" + kModel + vocabulary + "}}",
                          "tiny.json", {TokenizerFormat::tokenizer_json, {}, {}})
      .value();
}

TEST("tokenizers that take turns on a thread do not mix, nor does one that follows a closed one") {
  const auto one = word_pieces(R"({"?":0,"ab":1,"##c":2})");
  for (int round = 0; round < 3; ++round) {
    const auto other = word_pieces(R"({"?":0,"a":1,"##bc":2})");
    CHECK_EQUAL(names_of(*one, "abc ab a abc"), "ab|##c|ab|?|ab|##c");
    CHECK_EQUAL(names_of(*other, "abc ab a abc"), "a|##bc|?|a|a|##bc");
  }
}

TEST("each thread has a cache of its own") {
  const auto tokenizer = word_pieces(R"({"?":0,"ab":1,"##c":2})");
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  for (std::string& names : found) {
    threads.emplace_back([&names, &tokenizer] {
      for (int round = 0; round < 100; ++round) names = names_of(*tokenizer, "abc ab a abc");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& names : found) CHECK_EQUAL(names, "ab|##c|ab|?|ab|##c");
}

}  // namespace
}  // namespace tg::test
