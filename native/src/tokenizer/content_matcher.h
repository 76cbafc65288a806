// Finds any of many strings in a text, however many there are: at every place the longest one, from left to right, not
// overlapping.
//
// A filter tells most places at which none begins; at the others a table answers with the longest. Only the few strings
// that are very long are looked for in another way, which stays linear for them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/beginning_filter.h"
#include "tokenizer/content_automaton.h"
#include "tokenizer/content_table.h"

namespace tg {

class ContentMatcher {
 public:
  ContentMatcher() = default;
  // Empty strings are left out; of equal ones the first counts. Linear in their total length, but for sorting them.
  explicit ContentMatcher(std::span<const std::string_view> contents);

  bool empty() const { return table_.empty() && long_.empty(); }

  // Replaces `matches` by those in `text`.
  void find(std::string_view text, std::vector<ContentMatch>& matches) const;
  std::size_t memory_bytes() const { return filter_.memory_bytes() + table_.memory_bytes() + long_.memory_bytes(); }

 private:
  BeginningFilter filter_;  // of what is in the table
  ContentTable table_;
  ContentAutomaton long_;
};

}  // namespace tg
