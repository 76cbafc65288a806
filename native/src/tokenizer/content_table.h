// Many strings in order, and the longest of them that a text goes on with at a place: those that share their first four
// bytes, their stem, lie side by side, and among them a binary search finds the last one that is not after the text.
// What it begins with itself is known beforehand.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tg {

class ContentTable {
 public:
  struct Found {
    std::size_t size = 0;  // 0: nothing
    std::uint32_t content = 0;
  };

  // A search reads as many bytes of the text again and again.
  static constexpr std::size_t kLongest = 256;

  ContentTable() = default;
  // Strings that are empty or longer than kLongest are left out; of equal ones the first counts.
  // REQUIRES: all together are shorter than 4 GiB.
  explicit ContentTable(std::span<const std::string_view> strings);

  bool empty() const { return entries_.size() <= 1; }
  // The longest one that text.substr(at) begins with. REQUIRES: at < text.size().
  Found longest_at(std::string_view text, std::size_t at) const;
  std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t kStem = 4;
  static constexpr std::uint32_t kNothing = ~std::uint32_t{0};

  struct Entry {
    std::uint32_t begin;    // in bytes_; its end is where the next one begins
    std::uint32_t content;  // the string's index
    std::uint32_t shorter;  // the longest other entry of the stem that this one begins with, or kNothing
  };
  // Where entries with a stem begin. A string shorter than a stem is one by itself.
  struct Slot {
    std::uint32_t stem = 0;
    std::uint32_t size = 0;  // of the stem; 0: the slot is free
    std::uint32_t first = 0;
    std::uint32_t end = 0;
  };

  bool has_stem_of(std::uint32_t entry, std::uint32_t other) const;
  void add_stem(std::uint32_t first, std::uint32_t end);
  std::size_t slot_of(std::uint32_t stem, std::size_t size) const;
  std::string_view bytes_of(std::uint32_t entry) const {
    return std::string_view(bytes_).substr(entries_[entry].begin, entries_[entry + 1].begin - entries_[entry].begin);
  }
  Found longest_of(const Slot& slot, std::string_view text) const;

  std::string bytes_;
  std::vector<Entry> entries_;  // and one more, for the end of the last
  std::vector<Slot> slots_;
  std::array<bool, kStem> has_size_{};  // of strings shorter than a stem
};

}  // namespace tg
