// Texts of a batch on their way from JavaScript: those that were read can be encoded while the others still are.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "text_buffer.h"
#include "tokengraft/text_source.h"

namespace tg::addon {

class TextFeed final : public TextSource {
 public:
  // `array` is what `read` will be given.
  explicit TextFeed(const Napi::Array& array);

  // Reads all texts, on the thread of JavaScript; to be called once. Throws as to_texts does, and then there are no
  // more than those before.
  void read(const Napi::Array& array, std::string_view name);

  std::optional<TextGroup> next() override;
  std::size_t expected_groups() const override { return expected_groups_; }

 private:
  struct Group {
    std::size_t first;
    std::vector<std::string_view> texts;
  };

  void hand_over(Group group);
  void end();

  TextBuffer buffer_;
  std::uint32_t length_;
  std::size_t expected_groups_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Group> groups_;
  std::size_t taken_ = 0;  // of those
  bool is_read_ = false;
};

}  // namespace tg::addon
