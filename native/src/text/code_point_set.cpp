#include "text/code_point_set.h"

#include <algorithm>

namespace tg {
namespace {

using Range = CodePointSet::Range;

constexpr Range kSurrogates{0xD800, 0xDFFF};

// `range` without `hole`.
void add_around(Range range, Range hole, std::vector<Range>& to) {
  const char32_t before = hole.first - 1;
  const char32_t behind = hole.last + 1;
  if (range.first <= before) to.push_back({range.first, std::min(range.last, before)});
  if (range.last >= behind) to.push_back({std::max(range.first, behind), range.last});
}

}  // namespace

CodePointSet::CodePointSet(std::vector<Range> ranges) {
  std::ranges::sort(ranges, {}, &Range::first);
  std::vector<Range> joined;
  for (const Range range : ranges) {
    if (!joined.empty() && range.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  for (const Range range : joined) add_around(range, kSurrogates, ranges_);
}

bool CodePointSet::contains(char32_t code_point) const {
  const auto next = std::ranges::upper_bound(ranges_, code_point, {}, &Range::first);
  return next != ranges_.begin() && std::prev(next)->last >= code_point;
}

CodePointSet CodePointSet::united(const CodePointSet& other) const {
  std::vector<Range> both = ranges_;
  both.insert(both.end(), other.ranges_.begin(), other.ranges_.end());
  return CodePointSet(std::move(both));
}

CodePointSet CodePointSet::without(const CodePointSet& other) const {
  std::vector<Range> left;
  auto hole = other.ranges_.begin();
  for (Range range : ranges_) {
    while (hole != other.ranges_.end() && hole->last < range.first) ++hole;
    auto next = hole;
    for (; next != other.ranges_.end() && next->first <= range.last; ++next) {
      if (range.first < next->first) left.push_back({range.first, next->first - 1});
      range.first = next->last + 1;
    }
    if (range.first <= range.last) left.push_back(range);
  }
  return CodePointSet(std::move(left));
}

}  // namespace tg
