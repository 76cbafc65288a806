// What learning promises: the new segmentation is the old one with further merges applied.
#include <algorithm>

#include "check.h"
#include "tokengraft/training.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

BpeGoal goal_for(const Tokenizer& tokenizer) {
  return {.tokens = 20,
          .first_id = static_cast<TokenId>(tokenizer.id_bound()),
          .min_count = 2,
          .longest_token = 0,
          .continuing_prefix = "",
          .own_text_is_a_piece = true,
          .word_mark = "",
          .forced = {},
          .excluded = {}};
}

std::shared_ptr<WordCounts> words_of(std::shared_ptr<const Tokenizer> tokenizer, std::string_view text,
                                     const std::string& mark = "") {
  const WordCountOptions options{.longest_word = 1024, .memory_budget = 0, .spill_folder = "/tmp", .word_mark = mark};
  auto words = WordCounts::make(std::move(tokenizer), options);
  if (!words.ok() || !words.value()->add_lines(text, 1, 1, nullptr).ok()) return nullptr;
  return words.value();
}

// The tokenizer with what was learnt.
TinyJson with_merges(TinyJson parts, const LearnedBpe& learned) {
  for (const LearnedMerge& merge : learned.merges) {
    const std::string left = parts.tokens[merge.left];
    const std::string right = parts.tokens[merge.right];
    parts.tokens.push_back(left + right);
    parts.merges.emplace_back(left, right);
  }
  return parts;
}

std::vector<TokenId> expanded(const IdList& ids, const LearnedBpe& learned, TokenId first_id) {
  std::vector<TokenId> all(ids.begin(), ids.end());
  for (std::size_t merge = learned.merges.size(); merge-- > 0;) {
    std::vector<TokenId> next;
    for (const TokenId id : all) {
      if (id == first_id + merge) {
        next.push_back(learned.merges[merge].left);
        next.push_back(learned.merges[merge].right);
      } else {
        next.push_back(id);
      }
    }
    all = next;
  }
  return all;
}

void check_promise(const TinyJson& parts, const std::string& mark, std::uint64_t seed) {
  Draws draws(seed);
  std::string corpus;
  for (int i = 0; i < 200; ++i) corpus += draws.text(1 + draws.below(6)) + (draws.below(3) == 0 ? "\n" : " hello ");
  const auto old = parse_tiny(parts).value();
  BpeGoal goal = goal_for(*old);
  goal.word_mark = mark;
  const auto learned = learn_bpe(*old, *words_of(old, corpus, mark), goal, nullptr);
  REQUIRE_OK(learned);
  const auto young = parse_tiny(with_merges(parts, learned.value()));
  REQUIRE_OK(young);
  for (int i = 0; i < 100; ++i) {
    const std::string text = draws.text(draws.below(40)) + " hello " + draws.text(draws.below(10));
    const IdList before = ids_of(*old, text);
    const IdList after = ids_of(*young.value(), text);
    CHECK(after.size() <= before.size());
    const std::vector<TokenId> whole = expanded(after, learned.value(), goal.first_id);
    if (!std::ranges::equal(whole, before)) CHECK_EQUAL("seed " + std::to_string(seed) + ": " + text, std::string());
  }
}

std::string text_of(const TinyJson& parts, const LearnedBpe& learned, std::size_t merge) {
  return with_merges(parts, learned).tokens[parts.tokens.size() + merge];
}

}  // namespace

TEST("new tokens written out in the old ones are the old segmentation, for bytes and with byte fallback") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    check_promise(byte_level(), "", seed);
    check_promise(byte_fallback(), "\u2581", seed);
    TinyJson whole_words = byte_level();
    whole_words.model_options += R"("ignore_merges":true,)";
    check_promise(whole_words, "", seed);
  }
}

TEST("merging goes on where the old merges end, the most frequent pair first") {
  const TinyJson parts = byte_level();
  const auto tokenizer = parse_tiny(parts).value();
  const auto learned =
      learn_bpe(*tokenizer, *words_of(tokenizer, "hello world world\n"), goal_for(*tokenizer), nullptr);
  REQUIRE_OK(learned);
  CHECK_EQUAL(learned.value().tokens_before, 10u);
  CHECK_EQUAL(text_of(parts, learned.value(), 0), std::string("ld"));
  CHECK_EQUAL(learned.value().merges.back().saved, 2u);
}

TEST("forced words become tokens first, and bring the merges that make them") {
  const TinyJson parts = byte_level();
  const auto tokenizer = parse_tiny(parts).value();
  BpeGoal goal = goal_for(*tokenizer);
  goal.forced = {"cardiogram", "two words", "hello"};
  const auto learned = learn_bpe(*tokenizer, *words_of(tokenizer, "nothing of it"), goal, nullptr);
  REQUIRE_OK(learned);
  const auto young = parse_tiny(with_merges(parts, learned.value())).value();
  CHECK_EQUAL(names_of(*young, "cardiogram"), std::string("cardiogram"));
  CHECK_EQUAL(learned.value().unforced, std::vector<std::string>{"two words"});
}

TEST("excluded texts never become tokens, nor do those that are too long") {
  const TinyJson parts = byte_level();
  const auto tokenizer = parse_tiny(parts).value();
  BpeGoal goal = goal_for(*tokenizer);
  goal.excluded = {"abab"};
  goal.longest_token = 5;
  const auto words = words_of(tokenizer, "abababab abababab abababab\n");
  const auto learned = learn_bpe(*tokenizer, *words, goal, nullptr);
  REQUIRE_OK(learned);
  for (std::size_t merge = 0; merge < learned.value().merges.size(); ++merge) {
    const std::string text = text_of(parts, learned.value(), merge);
    CHECK(text != "abab");
    CHECK(text.size() <= 6);  // a stand-in for the space has two bytes
  }
}

TEST("a mark only begins tokens, and byte tokens make none") {
  const TinyJson parts = byte_fallback();
  const auto tokenizer = parse_tiny(parts).value();
  BpeGoal goal = goal_for(*tokenizer);
  goal.word_mark = "\u2581";
  const auto words = words_of(tokenizer, "\u4e2d\u4e2d a a a \u4e2d\n", "\u2581");
  const auto learned = learn_bpe(*tokenizer, *words, goal, nullptr);
  REQUIRE_OK(learned);
  for (std::size_t merge = 0; merge < learned.value().merges.size(); ++merge) {
    const std::string text = text_of(parts, learned.value(), merge);
    CHECK(text.rfind("\u2581") == text.npos || text.rfind("\u2581") == 0);
    CHECK(text.find("<0x") == text.npos);
  }
}

TEST("ids that are taken and counts of zero are refused; a raised flag stops") {
  const auto tokenizer = parse_tiny(byte_level()).value();
  const auto words = words_of(tokenizer, "hello");
  BpeGoal goal = goal_for(*tokenizer);
  goal.first_id = 5;
  CHECK(learn_bpe(*tokenizer, *words, goal, nullptr).status().code() == Code::bad_argument);
  goal = goal_for(*tokenizer);
  goal.min_count = 0;
  CHECK(learn_bpe(*tokenizer, *words, goal, nullptr).status().code() == Code::bad_argument);
  const std::atomic<bool> raised = true;
  CHECK(learn_bpe(*tokenizer, *words, goal_for(*tokenizer), &raised).status().code() == Code::limit);
}

}  // namespace tg::test
