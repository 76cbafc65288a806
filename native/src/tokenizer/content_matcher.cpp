#include "tokenizer/content_matcher.h"

#include <algorithm>

#include "base/cancelled.h"

namespace tg {
ContentMatcher::ContentMatcher(std::span<const std::string_view> contents) : table_(contents) {
  const auto is_long = [](std::string_view content) { return content.size() > ContentTable::kLongest; };
  if (std::ranges::none_of(contents, is_long)) {
    filter_ = BeginningFilter(contents);
    return;
  }
  std::vector<std::string_view> brief(contents.begin(), contents.end());
  std::vector<std::string_view> others = brief;
  for (std::size_t i = 0; i < contents.size(); ++i) (is_long(contents[i]) ? brief : others)[i] = {};
  filter_ = BeginningFilter(brief);
  long_ = ContentAutomaton(others);
}

void ContentMatcher::find(std::string_view text, std::vector<ContentMatch>& matches) const {
  matches.clear();
  std::vector<ContentMatch> others;
  if (!long_.empty()) long_.find(text, others);
  auto other = others.begin();
  Beginnings beginnings(filter_, text);
  CancelPoll cancelled;
  for (std::size_t at = 0; at < text.size() && !cancelled();) {
    const std::size_t place = table_.empty() ? text.size() : beginnings.next(at);
    while (other != others.end() && other->span.begin < at) ++other;
    if (other != others.end() && other->span.begin <= place) {
      matches.push_back(*other);
      at = other->span.end;
      continue;
    }
    if (place == text.size()) return;
    const ContentTable::Found found = table_.longest_at(text, place);
    if (found.size > 0)
      matches.push_back(
          {{static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(place + found.size)}, found.content});
    at = place + std::max(found.size, std::size_t{1});
  }
}

}  // namespace tg
