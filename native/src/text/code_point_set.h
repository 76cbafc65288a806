// Sets of code points as ranges, for working out what classes in a pattern mean.
#pragma once

#include <string>
#include <vector>

namespace tg {

class CodePointSet {
 public:
  struct Range {
    char32_t first;
    char32_t last;
    bool operator==(const Range&) const = default;
  };

  CodePointSet() = default;
  // In any order, overlapping or not. Surrogates are left out: no text has any.
  explicit CodePointSet(std::vector<Range> ranges);
  static CodePointSet all() { return CodePointSet({{0, 0x10FFFF}}); }

  bool is_empty() const { return ranges_.empty(); }
  bool contains(char32_t code_point) const;
  // Sorted, with gaps between them.
  const std::vector<Range>& ranges() const& { return ranges_; }
  const std::vector<Range>& ranges() && = delete;

  CodePointSet united(const CodePointSet& other) const;
  CodePointSet without(const CodePointSet& other) const;
  CodePointSet complement() const { return all().without(*this); }

  bool operator==(const CodePointSet&) const = default;

 private:
  std::vector<Range> ranges_;
};

// All code points for which `has` answers true.
template <class Has>
CodePointSet code_points_where(const Has& has) {
  std::vector<CodePointSet::Range> ranges;
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (!has(code_point)) continue;
    if (ranges.empty() || ranges.back().last + 1 != code_point) ranges.push_back({code_point, code_point});
    ranges.back().last = code_point;
  }
  return CodePointSet(std::move(ranges));
}

}  // namespace tg
