// Texts of a batch as the threads that encode them take them: in order, a few at a time, and maybe while the rest is
// still on its way.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tg {

// Texts that one thread takes at once: enough that short ones do not pay for the hand-out, few enough that the last
// ones do not leave other threads waiting.
constexpr std::size_t kTextGroupBytes = std::size_t{1} << 14;

struct TextGroup {
  std::size_t first;  // its place among all texts
  std::span<const std::string_view> texts;
};

class TextSource {
 public:
  virtual ~TextSource() = default;
  // The next texts, once they are there; nothing after the last. Safe from any thread. What it answers stays valid as
  // long as the source.
  virtual std::optional<TextGroup> next() = 0;
  // How many groups there may be, roughly: no more threads are asked to help.
  virtual std::size_t expected_groups() const = 0;
};

}  // namespace tg
