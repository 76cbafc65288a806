// Extended grapheme clusters, one example a rule of UAX #29.
#include "text/graphemes.h"

#include "check.h"

namespace tg::test {
namespace {

// The sizes of the clusters, in bytes.
std::vector<std::size_t> sizes(std::string_view text) {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_grapheme(text, at);
    found.push_back(end - at);
    at = end;
  }
  return found;
}

using Sizes = std::vector<std::size_t>;

TEST("a line end of two characters is one cluster, and nothing joins a control character") {
  CHECK_EQUAL(sizes("\r\n"), (Sizes{2}));
  CHECK_EQUAL(sizes("\n\r"), (Sizes{1, 1}));
  CHECK_EQUAL(sizes("\n\u0301"), (Sizes{1, 2}));
}

TEST("marks join what is before them, a prepended sign what is after it") {
  CHECK_EQUAL(sizes("e\u0301\u0323x"), (Sizes{5, 1}));
  CHECK_EQUAL(sizes("\u0301"), (Sizes{2}));
  CHECK_EQUAL(sizes("\u0600a"), (Sizes{3}));
  CHECK_EQUAL(sizes("क\u0903"), (Sizes{6}));
}

TEST("Hangul letters join to syllables") {
  CHECK_EQUAL(sizes("\u1100\u1161\u11A8\u1100"), (Sizes{9, 3}));
  CHECK_EQUAL(sizes("가\u11A8각"), (Sizes{6, 3}));
}

TEST("pictographs join over a joiner, regional indicators two by two") {
  CHECK_EQUAL(sizes("👩\u200D👩x"), (Sizes{11, 1}));
  CHECK_EQUAL(sizes("👩🏽\u200D👩"), (Sizes{15}));
  CHECK_EQUAL(sizes("a\u200D👩"), (Sizes{4, 4}));
  CHECK_EQUAL(sizes("🇩🇪🇫"), (Sizes{8, 4}));
}

}  // namespace
}  // namespace tg::test
