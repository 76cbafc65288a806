#include "text/code_point_set.h"

#include <random>
#include <set>

#include "check.h"

namespace tg {
namespace {

constexpr char32_t kMost = 40;

using Twin = std::set<char32_t>;

CodePointSet random_set(std::mt19937& random, Twin& twin) {
  std::vector<CodePointSet::Range> ranges;
  for (auto left = random() % 6; left > 0; --left) {
    const char32_t first = random() % kMost;
    const char32_t last = std::min<char32_t>(kMost - 1, first + random() % 8);
    ranges.push_back({first, last});
    for (char32_t code_point = first; code_point <= last; ++code_point) twin.insert(code_point);
  }
  return CodePointSet(std::move(ranges));
}

bool same(const CodePointSet& set, const Twin& twin) {
  for (char32_t code_point = 0; code_point < kMost + 2; ++code_point) {
    if (set.contains(code_point) != twin.contains(code_point)) return false;
  }
  return true;
}

TEST("sets of code points unite and subtract as std::set does") {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937 random(seed);
    Twin left_twin;
    Twin right_twin;
    const CodePointSet left = random_set(random, left_twin);
    const CodePointSet right = random_set(random, right_twin);
    Twin both = left_twin;
    both.insert(right_twin.begin(), right_twin.end());
    Twin rest;
    for (const char32_t code_point : left_twin) {
      if (!right_twin.contains(code_point)) rest.insert(code_point);
    }
    const bool agree = same(left, left_twin) && same(left.united(right), both) && same(left.without(right), rest) &&
                       left.without(left).is_empty() && left.complement().complement() == left;
    if (!agree) return CHECK_EQUAL("seed " + std::to_string(seed), "");
  }
}

TEST("a set of code points has no surrogates, and its ranges do not touch") {
  const CodePointSet set({{0xD700, 0xE010}, {'b', 'c'}, {'a', 'a'}});
  CHECK(set.ranges() == (std::vector<CodePointSet::Range>{{'a', 'c'}, {0xD700, 0xD7FF}, {0xE000, 0xE010}}));
  CHECK(CodePointSet::all().complement().is_empty());
}

}  // namespace
}  // namespace tg
