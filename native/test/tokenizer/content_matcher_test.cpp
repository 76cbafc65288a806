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

TEST("the matcher finds what a search at every place finds") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Draws draws(seed);
    const std::uint64_t letters = 1 + draws.below(3);
    const auto word = [&](std::size_t size) {
      std::string out;
      for (std::size_t i = 0; i < size; ++i) out += static_cast<char>('a' + draws.below(letters));
      return out;
    };
    std::vector<std::string> owned;
    for (std::uint64_t i = draws.below(12); i > 0; --i) owned.push_back(word(draws.below(seed % 2 == 0 ? 6 : 14)));
    const std::vector<std::string_view> contents(owned.begin(), owned.end());
    const std::string text = word(draws.below(seed % 2 == 0 ? 40 : 200));
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

TEST("no contents, or only empty ones, match nothing") {
  const std::string_view contents[] = {""};
  CHECK(ContentMatcher(contents).empty());
  CHECK(ContentMatcher().empty());
  CHECK_EQUAL(shown("text", contents), "");
}

}  // namespace
}  // namespace tg::test
