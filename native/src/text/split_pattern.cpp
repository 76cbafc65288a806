#include "text/split_pattern.h"

#include <algorithm>
#include <array>

#include "text/general_matcher.h"

namespace tg {

#define TG_PATTERN(id, factory, source) std::shared_ptr<const SplitPattern> factory(scan::Lanes lanes);
#define TG_PATTERN_SEQUENCE(id, factory, first, second, third) \
  std::shared_ptr<const SplitPattern> factory(scan::Lanes lanes);
#include "text/patterns/patterns.def"

namespace {

#define TG_PATTERN(id, factory, source) constexpr std::string_view k_##id = source;
#include "text/patterns/patterns.def"

struct KnownPattern {
  std::string_view source;
  std::shared_ptr<const SplitPattern> (*make)(scan::Lanes lanes);
};

constexpr KnownPattern kKnownPatterns[] = {
#define TG_PATTERN(id, factory, source) {k_##id, factory},
#include "text/patterns/patterns.def"
};

struct KnownSequence {
  std::array<std::string_view, kFusedPatterns> sources;
  std::shared_ptr<const SplitPattern> (*make)(scan::Lanes lanes);
};

constexpr KnownSequence kKnownSequences[] = {
#define TG_PATTERN_SEQUENCE(id, factory, first, second, third) {{first, second, third}, factory},
#include "text/patterns/patterns.def"
};

struct PatternName {
  std::string_view name;
  std::string_view source;
};

constexpr PatternName kPatternNames[] = {
#define TG_PATTERN_NAME(name, id) {name, k_##id},
#include "text/patterns/patterns.def"
};

}  // namespace

Result<std::shared_ptr<const SplitPattern>> compile_pattern(const std::string& source, const std::string& where,
                                                            scan::Lanes lanes) {
  for (const KnownPattern& known : kKnownPatterns) {
    if (known.source == source) return known.make(lanes);
  }
  return compile_general_pattern(source, where);
}

std::shared_ptr<const SplitPattern> fused_patterns(std::span<const std::string_view, kFusedPatterns> sources,
                                                   scan::Lanes lanes) {
  for (const KnownSequence& known : kKnownSequences) {
    if (std::ranges::equal(known.sources, sources)) return known.make(lanes);
  }
  return nullptr;
}

Result<std::string> named_pattern(std::string_view name) {
  std::string names;
  for (const PatternName& known : kPatternNames) {
    if (known.name == name) return std::string(known.source);
    names.append(names.empty() ? "" : ", ").append(known.name);
  }
  return Status::error(Code::not_found, "no split pattern is called " + std::string(name) + "; known are " + names);
}

}  // namespace tg
