#include "tokenizer/content_matcher.h"

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::string shown(std::string_view text, std::span<const std::string_view> contents) {
  const ContentMatcher matcher(contents);
  std::vector<ContentMatch> matches;
  matcher.find(text, matches);
  std::string out;
  for (const ContentMatch& match : matches) {
    out += std::to_string(match.span.begin) + "-" + std::to_string(match.span.end) + ":" +
           std::to_string(match.content) + " ";
  }
  return out;
}

// At every place that is still free, the longest content that begins there.
std::string shown_slowly(std::string_view text, std::span<const std::string_view> contents) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t best = contents.size();
    for (std::size_t i = 0; i < contents.size(); ++i) {
      const bool longer = best == contents.size() || contents[i].size() > contents[best].size();
      if (!contents[i].empty() && text.substr(at).starts_with(contents[i]) && longer) best = i;
    }
    if (best == contents.size()) {
      ++at;
      continue;
    }
    const std::size_t end = at + contents[best].size();
    out += std::to_string(at) + "-" + std::to_string(end) + ":" + std::to_string(best) + " ";
    at = end;
  }
  return out;
}

struct Shape {
  std::uint64_t letters;   // of the alphabet
  std::uint64_t contents;  // at most
  std::uint64_t shortest;
  std::uint64_t lengths;    // from the shortest on
  std::uint64_t text_size;  // at most
  const char* alphabet = "abcdefghijklmnopqrstuvwxyz";
};

// Dense and sparse, shorter than a stem and longer than a table takes, of one first byte and of many, beyond ASCII.
const Shape kShapes[] = {
    {1, 12, 0, 6, 40},
    {2, 12, 0, 14, 200},
    {3, 12, 0, 6, 300},
    {3, 12, 3, 8, 400},
    {2, 300, 1, 9, 2000},
    {26, 2000, 3, 3, 500},
    {26, 20000, 5, 4, 800},
    {3, 2000, 8, 3, 2000},
    {26, 9, 1, 2, 500},
    {1, 8, 250, 12, 1500},
    {2, 8, 200, 100, 2000},
    {6, 40, 1, 6, 400, "<|_> a"},
    {7, 60, 2, 9, 600, "\0\x7F\x80\xE4\xB8\xAD "},
};

TEST("the matcher finds what a search at every place finds") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Draws draws(seed);
    const Shape& shape = kShapes[seed % std::size(kShapes)];
    const auto word = [&](std::uint64_t size) {
      std::string out;
      for (std::uint64_t i = 0; i < size; ++i) out += shape.alphabet[draws.below(shape.letters)];
      return out;
    };
    std::vector<std::string> owned;
    for (std::uint64_t i = draws.below(shape.contents); i > 0; --i) {
      owned.push_back(word(shape.shortest + draws.below(shape.lengths)));
    }
    const std::vector<std::string_view> contents(owned.begin(), owned.end());
    std::string text = word(draws.below(shape.text_size));
    for (std::size_t i = 0; i < 3 && !owned.empty(); ++i)
      text += owned[draws.below(owned.size())] + word(draws.below(3));
    if (shown(text, contents) == shown_slowly(text, contents)) continue;
    fail(__FILE__, __LINE__, "seed " + std::to_string(seed) + " in " + text);
    return;
  }
}

TEST("a content that another one goes on with is found where that one does not end") {
  const std::string_view contents[] = {"ab", "abcd", "bc"};
  CHECK_EQUAL(shown("abcx abcd bcd", contents), "0-2:0 5-9:1 10-12:2 ");
}

TEST("one long content in a text of its own letters takes linear time") {
  const std::string text(300000, 'a');
  const std::string content = text.substr(0, 100000) + "b";
  const std::string_view contents[] = {content, "a"};
  const ContentMatcher matcher(contents);
  std::vector<ContentMatch> matches;
  matcher.find(text, matches);
  CHECK_EQUAL(matches.size(), text.size());
}

TEST("a very long content wins over a short one at its place, and not over one before it") {
  const std::string content = std::string(300, 'a') + "b";
  const std::string_view contents[] = {"aa", content};
  CHECK_EQUAL(shown("c" + content + "aa", contents), "1-302:1 302-304:0 ");
  CHECK_EQUAL(shown("a" + content, contents), shown_slowly("a" + content, contents));
}

TEST("no contents, or only empty ones, match nothing") {
  const std::string_view contents[] = {""};
  CHECK(ContentMatcher(contents).empty());
  CHECK(ContentMatcher().empty());
  CHECK_EQUAL(shown("text", contents), "");
}

}  // namespace
}  // namespace tg::test
