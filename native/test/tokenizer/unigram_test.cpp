// Long words go through Unigram a section at a time; the tokens are those of the best way through the whole word.
#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

struct Piece {
  const char* text;
  double score;
};

// "x" is no token; a run of "c" is crossed at every place.
constexpr Piece kPieces[] = {{"a", -1},     {"b", -1.5}, {"ab", -2},    {"ba", -2.1},
                             {"aab", -2.6}, {"cc", -1},  {"ccc", -1.5}, {"c", -2}};
constexpr double kUnknownScore = -9 - 10;

// Of all ways the one whose scores sum highest, of equal ones the one found first; neighbouring unknowns are one.
IdList best_ids(std::string_view word) {
  struct End {
    bool reached = false;
    double score = 0;
    std::size_t begin = 0;
    TokenId id = 0;
  };
  std::vector<End> ends(word.size() + 1);
  const auto offer = [&](std::size_t at, End end) {
    if (!ends[at].reached || end.score > ends[at].score) ends[at] = end;
  };
  for (std::size_t begin = 0; begin < word.size(); ++begin) {
    for (TokenId id = 1; id <= std::size(kPieces); ++id) {
      const auto [text, score] = kPieces[id - 1];
      if (word.substr(begin).starts_with(text)) {
        offer(begin + std::string_view(text).size(), {true, score + ends[begin].score, begin, id});
      }
    }
    if (word[begin] == 'x') offer(begin + 1, {true, ends[begin].score + kUnknownScore, begin, 0});
  }
  IdList ids;
  for (std::size_t at = word.size(); at > 0; at = ends[at].begin) {
    if (ends[at].id != 0 || ids.empty() || ids.back() != 0) ids.push_back(ends[at].id);
  }
  return {ids.rbegin(), ids.rend()};
}

std::string model() {
  std::string vocab = R"(["?",-9])";
  for (const auto& [text, score] : kPieces) vocab += ",[\"" + std::string(text) + "\"," + std::to_string(score) + "]";
  return R"({"model":{"type":"Unigram","unk_id":0,"vocab":[)" + vocab + "]}}";
}

TEST("a long word is cut as by the best way through all of it") {
  const auto tokenizer = Tokenizer::parse(model(), "tiny.json", {TokenizerFormat::tokenizer_json, {}, {}});
  REQUIRE_OK(tokenizer);
  const unsigned seed = draw_seed();
  Draws draws(seed);
  for (const std::string_view letters : {"aaabb", "aabbx", "xxxxxxxxxxxa", "c", "ccccccccab", "abcx"}) {
    for (int round = 0; round < 8; ++round) {
      std::string word;
      for (auto left = 1 + draws.below(20'000); left > 0; --left) word += letters[draws.below(letters.size())];
      if (ids_of(*tokenizer.value(), word) == best_ids(word)) continue;
      return fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + ", letters " + std::string(letters));
    }
  }
}

}  // namespace
}  // namespace tg::test
