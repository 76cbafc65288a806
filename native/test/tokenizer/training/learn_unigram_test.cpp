#include <algorithm>
#include <cmath>

#include "check.h"
#include "tokengraft/training.h"
#include "tokenizer/tiny_tokenizers.h"
#include "tokenizer/training/piece_lattice.h"

namespace tg::test {
namespace {

std::shared_ptr<WordCounts> words_of(std::string_view text, unsigned threads) {
  const WordCountOptions options{.longest_word = 1024, .memory_budget = 0, .spill_folder = "/tmp", .word_mark = ""};
  auto words = WordCounts::make(parse_tiny(byte_level()).value(), options);
  if (!words.value()->add_lines(text, 1, threads, nullptr).ok()) return nullptr;
  return words.value();
}

constexpr UnigramGoal kGoal{
    .pieces = 12, .longest_piece = 8, .seeds = 1000, .shrinking = 0.75, .rounds = 2, .word_mark = ""};

}  // namespace

TEST("expectations are those over all ways to write a word") {
  const std::vector<Characters> pieces{{U'a'}, {U'b'}, {U'a', U'b'}};
  const std::vector<double> scores{std::log(0.5), std::log(0.25), std::log(0.25)};
  const PieceLattice lattice(pieces, scores);
  PieceLattice::Scratch scratch;
  std::vector<double> expected(3);
  const Characters word{U'a', U'b'};
  const double likelihood = lattice.expect(word, 1, scratch, expected);
  // a + b has the probability 1/8, ab has 1/4.
  CHECK(std::abs(likelihood - std::log(0.375)) < 1e-12);
  CHECK(std::abs(expected[0] - 1.0 / 3) < 1e-12);
  CHECK(std::abs(expected[2] - 2.0 / 3) < 1e-12);
  std::vector<std::uint32_t> best;
  lattice.best(word, PieceLattice::kNone, scratch, best);
  CHECK_EQUAL(best, std::vector<std::uint32_t>{2});
  lattice.best(word, 2, scratch, best);
  CHECK_EQUAL(best, (std::vector<std::uint32_t>{1, 0}));
}

TEST("a unigram vocabulary has the alphabet and frequent pieces, the same for any number of threads") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "singing ringing sing ring\n";
  const std::vector<std::string> alphabet{"g", "i", "n", "r", "s", " "};
  const auto one = learn_unigram(*words_of(text, 1), alphabet, kGoal, nullptr);
  REQUIRE_OK(one);
  const auto has = [&](std::string_view wanted) {
    return std::ranges::any_of(one.value(), [&](const UnigramPiece& piece) { return piece.text == wanted; });
  };
  for (const std::string& character : alphabet) CHECK(has(character));
  CHECK(one.value().size() <= 12);
  CHECK(std::ranges::any_of(one.value(), [](const UnigramPiece& piece) { return piece.text.size() > 2; }));
  CHECK(std::ranges::is_sorted(one.value(), std::ranges::greater(), &UnigramPiece::score));
  const auto many = learn_unigram(*words_of(text, 3), alphabet, kGoal, nullptr);
  REQUIRE_OK(many);
  CHECK(std::ranges::equal(one.value(), many.value(), [](const UnigramPiece& a, const UnigramPiece& b) {
    return a.text == b.text && a.score == b.score;
  }));
}

}  // namespace tg::test
