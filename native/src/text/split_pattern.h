// Split patterns: the regular expression by which a pre-tokenizer cuts text. Known patterns run on hand-written
// scanners (patterns/, one file each), any other on a general matcher, if the build has one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/patterns/lanes.h"
#include "text/patterns/schemes.h"
#include "tokengraft/status.h"

namespace tg {

// A half-open range of bytes. Without a value until it gets one, so that room for many costs nothing.
struct Span {
  Span() noexcept {}
  constexpr Span(std::uint32_t from, std::uint32_t to) noexcept : begin(from), end(to) {}

  std::uint32_t begin;
  std::uint32_t end;
  bool operator==(const Span&) const = default;
};

class SplitPattern {
 public:
  virtual ~SplitPattern() = default;

  // Appends every match in `text`, left to right, not overlapping, empty ones left out.
  // REQUIRES: `text` is valid UTF-8 and shorter than 4 GiB. Fails (Code::limit) only when a general matcher gives up.
  virtual Status find_matches(std::string_view text, std::vector<Span>& matches) const = 0;

  // "gpt2", "cl100k", … or "pcre2-jit", "pcre2": what runs this pattern.
  virtual std::string_view engine() const = 0;
  // True when the matches of any text cover it without gaps.
  virtual bool covers() const = 0;
  // The scanner that runs it, if one does.
  virtual std::optional<scan::Scheme> scheme() const { return std::nullopt; }
};

// `source` is the exact text of the regular expression as tokenizer files write it (Oniguruma syntax: \s, \p{…},
// (?i:…), possessive quantifiers, look-ahead). `where` names the place in the file for messages.
Result<std::shared_ptr<const SplitPattern>> compile_pattern(const std::string& source, const std::string& where,
                                                            scan::Lanes lanes = scan::Lanes::widest);

// One scanner for patterns that cut a text one after the other, each of them what the one before left, matches and what
// lies between them alike; null when there is none.
constexpr std::size_t kFusedPatterns = 3;
std::shared_ptr<const SplitPattern> fused_patterns(std::span<const std::string_view, kFusedPatterns> sources,
                                                   scan::Lanes lanes = scan::Lanes::widest);

// The pattern source of a known scheme: "gpt2", "cl100k_base", "o200k_base", "llama3", "qwen2", "r50k_base",
// "p50k_base", "p50k_edit", "o200k_harmony". Not found: Code::not_found listing the names.
Result<std::string> named_pattern(std::string_view name);

}  // namespace tg
