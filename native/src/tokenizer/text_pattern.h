// The `pattern` field of Split and Replace: {"String": …} or {"Regex": …}.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/split_pattern.h"
#include "tokenizer/pattern_use.h"
#include "tokenizer/spec.h"

namespace tg {

class TextPattern {
 public:
  // Reads `spec.options["pattern"]`.
  static Result<TextPattern> read(const StageSpec& spec);
  // GPT-2's pattern, which the byte-level pre-tokenizer implies.
  static Result<TextPattern> gpt2(const StageSpec& spec);

  // Appends the matches in `text`, left to right, not overlapping.
  Status find_matches(std::string_view text, std::vector<Span>& matches) const;
  // True when there is certainly no match, and that is cheap to know.
  bool is_surely_absent(std::string_view text) const;
  // True when the matches of any text cover it without gaps.
  bool covers() const { return regex_ && regex_->covers(); }
  // The scanner that runs it, if one does.
  std::optional<scan::Scheme> scheme() const { return regex_ ? regex_->scheme() : std::nullopt; }
  // True when it is a string of one byte, `source()`.
  bool is_ascii_character() const { return !regex_ && source_.size() == 1; }
  // True when it is this regular expression.
  bool is_expression(std::string_view source) const { return regex_ && source_ == source; }
  // In bytes, at least.
  std::size_t shortest_match() const { return regex_ ? 1 : source_.size(); }
  std::string_view source() const { return source_; }
  PatternUse use() const;

 private:
  std::string where_;
  std::string source_;
  std::shared_ptr<const SplitPattern> regex_;  // null: `source_` is a plain string
};

}  // namespace tg
