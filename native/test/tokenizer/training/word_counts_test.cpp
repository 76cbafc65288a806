// Counts are the same however they were taken.
#include <map>

#include "check.h"
#include "files/scratch.h"
#include "text/unicode.h"
#include "text/utf8.h"
#include "tokengraft/training.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

std::shared_ptr<WordCounts> make_words(const TinyJson& parts, WordCountOptions options) {
  auto tokenizer = parse_tiny(parts);
  auto words = WordCounts::make(std::move(tokenizer).value(), options);
  return words.ok() ? words.value() : nullptr;
}

WordCountOptions plain() {
  return {.longest_word = 1024, .memory_budget = 0, .spill_folder = "/tmp", .word_mark = ""};
}

Counts counts_of(WordCounts& words) {
  Counts counts;
  const Status status =
      words.for_each([&](std::string_view word, std::uint64_t count) { CHECK(counts.emplace(word, count).second); });
  CHECK(status.ok());
  return counts;
}

std::string some_lines(std::uint64_t seed, std::size_t lines) {
  Draws draws(seed);
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) text += draws.text(1 + draws.below(60)) + "\n";
  return text;
}

}  // namespace

TEST("words are the pieces that the tokenizer cuts, each line with its end a text") {
  const auto words = make_words(byte_level(), plain());
  REQUIRE_OK(words->add_lines("hello hello\nhello", 2, 1, nullptr));
  CHECK_EQUAL(counts_of(*words) == (Counts{{"hello", 4}, {" hello", 2}, {"\n", 2}}), true);
  const auto summary = words->summary();
  REQUIRE_OK(summary);
  CHECK_EQUAL(summary.value().bytes, 34u);
  CHECK_EQUAL(summary.value().runs, 6u);
}

TEST("every kind of blank ends a run, and no other character does") {
  std::vector<std::string> texts[2];
  for (char32_t point = 1; point < 0x110000; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    std::string text = "a";
    append_utf8(text, point);
    texts[is_white_space(point) ? 1 : 0].push_back(text + "b");
  }
  for (const std::size_t blanks : {0, 1}) {
    const std::vector<std::string_view> views(texts[blanks].begin(), texts[blanks].end());
    const auto words = make_words(byte_level(), plain());
    REQUIRE_OK(words->add_texts(views, 1, 2, nullptr));
    const auto summary = words->summary();
    REQUIRE_OK(summary);
    CHECK_EQUAL(summary.value().runs, views.size() * (blanks + 1));
  }
}

TEST("counts depend neither on threads, nor on memory, nor on how the texts were divided") {
  const std::string text = some_lines(7, 4000);
  const auto one = make_words(byte_level(), plain());
  REQUIRE_OK(one->add_lines(text, 1, 1, nullptr));
  const Counts expected = counts_of(*one);
  const auto many = make_words(byte_level(), plain());
  REQUIRE_OK(many->add_lines(text, 1, 4, nullptr));
  CHECK(counts_of(*many) == expected);

  WordCountOptions small = plain();
  small.memory_budget = 1;
  const auto parts = make_words(byte_level(), small);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', std::min(at + 5000, text.size() - 1)) + 1;
    REQUIRE_OK(parts->add_lines(std::string_view(text).substr(at, end - at), 1, 2, nullptr));
    at = end;
  }
  CHECK(parts->summary().value().spilled > 3);
  CHECK(counts_of(*parts) == expected);
  CHECK(counts_of(*parts) == expected);

  const ScratchFolder folder;
  REQUIRE_OK(one->save(folder / "one", "label"));
  REQUIRE_OK(parts->save(folder / "parts", "label"));
  CHECK(read_file(folder / "one") == read_file(folder / "parts"));
}

TEST("files of counts add up") {
  const ScratchFolder folder;
  const std::string first = some_lines(1, 50);
  const std::string second = some_lines(2, 50);
  const auto whole = make_words(byte_level(), plain());
  REQUIRE_OK(whole->add_lines(first + second, 1, 1, nullptr));
  for (const auto& [name, text] : {std::pair("a", first), std::pair("b", second)}) {
    const auto part = make_words(byte_level(), plain());
    REQUIRE_OK(part->add_lines(text, 1, 1, nullptr));
    REQUIRE_OK(part->save(folder / name, "label"));
  }
  const auto sum = make_words(byte_level(), plain());
  REQUIRE_OK(sum->load(folder / "b", "label"));
  REQUIRE_OK(sum->load(folder / "a", "label"));
  CHECK(counts_of(*sum) == counts_of(*whole));
  CHECK(sum->load(folder / "a", "another").code() == Code::bad_file);
  folder.write("other", Bytes{'x', '\n'});
  CHECK(sum->load(folder / "other", "label").code() == Code::bad_file);
  CHECK(sum->load(folder / "missing", "label").code() == Code::io);
}

TEST("words longer than allowed are counted in parts, cut between characters") {
  WordCountOptions options = plain();
  options.longest_word = 7;
  const auto words = make_words(byte_level(), options);
  REQUIRE_OK(words->add_lines("\u00e9\u00e9\u00e9\u00e9\u00e9", 1, 1, nullptr));
  CHECK(counts_of(*words) == (Counts{{"\u00e9\u00e9\u00e9", 1}, {"\u00e9\u00e9", 1}}));
  CHECK_EQUAL(words->summary().value().cut, 1u);
}

TEST("where a text is one piece, words begin at their mark") {
  WordCountOptions options = plain();
  options.word_mark = "\u2581";
  TinyJson parts = byte_fallback();
  const auto words = make_words(parts, options);
  const std::vector<std::string_view> texts{"ab  c"};
  REQUIRE_OK(words->add_texts(texts, 1, 1, nullptr));
  CHECK(counts_of(*words) == (Counts{{"\u2581"
                                      "ab",
                                      1},
                                     {"\u2581\u2581"
                                      "c",
                                      1}}));
}

TEST("what is no text is refused, and so are limits that make no sense") {
  const auto words = make_words(byte_level(), plain());
  CHECK(words->add_lines("ab\xff", 1, 1, nullptr).code() == Code::bad_file);
  const std::vector<std::string_view> texts{"fine", "\xc3"};
  CHECK(words->add_texts(texts, 1, 1, nullptr).code() == Code::bad_file);
  WordCountOptions options = plain();
  options.longest_word = 3;
  CHECK(make_words(byte_level(), options) == nullptr);
}

TEST("characters are counted, the most frequent first") {
  const auto words = make_words(byte_level(), plain());
  REQUIRE_OK(words->add_lines("ba\u00e9 bb", 1, 1, nullptr));
  const auto counts = count_characters(*words);
  REQUIRE_OK(counts);
  CHECK_EQUAL(counts.value().size(), 4u);
  CHECK_EQUAL(counts.value()[0].character == U'b' && counts.value()[0].count == 3, true);
  CHECK_EQUAL(counts.value()[1].character == U' ', true);
}

}  // namespace tg::test
