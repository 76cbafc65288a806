#include "text_feed.h"

#include <utility>

#include "convert.h"

namespace tg::addon {

TextFeed::TextFeed(const Napi::Array& array) : length_(array.Length()) {
  const std::size_t units = guess_units(array, length_);
  buffer_.reserve(units);
  expected_groups_ = units / kTextGroupBytes + 1;
}

void TextFeed::read(const Napi::Array& array, std::string_view name) {
  struct End {
    TextFeed& feed;
    ~End() { feed.end(); }
  };
  const End end{*this};
  Group group{.first = 0, .texts = {}};
  std::size_t bytes = 0;
  for_each_text(array, length_, name, buffer_, [&](std::string_view text) {
    group.texts.push_back(text);
    bytes += text.size() + 1;
    if (bytes < kTextGroupBytes) return;
    const std::size_t next = group.first + group.texts.size();
    hand_over(std::exchange(group, {.first = next, .texts = {}}));
    bytes = 0;
  });
  if (!group.texts.empty()) hand_over(std::move(group));
}

std::optional<TextGroup> TextFeed::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return is_read_ || taken_ < groups_.size(); });
  if (taken_ == groups_.size()) return std::nullopt;
  const Group& group = groups_[taken_++];
  return TextGroup{group.first, group.texts};
}

void TextFeed::hand_over(Group group) {
  {
    const std::lock_guard lock(mutex_);
    groups_.push_back(std::move(group));
  }
  changed_.notify_one();
}

void TextFeed::end() {
  {
    const std::lock_guard lock(mutex_);
    is_read_ = true;
  }
  changed_.notify_all();
}

}  // namespace tg::addon
