// Tells most places of a text at which none of many strings begins.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/cancelled.h"
#include "tokenizer/lead_filter.h"
#include "tokenizer/number_set.h"

namespace tg {

class BeginningFilter {
 public:
  BeginningFilter() = default;
  // Empty strings are left out.
  explicit BeginningFilter(std::span<const std::string_view> strings);

  // By leads alone, of one kind of strings and of another.
  const std::array<LeadFilter, 2>& leads() const { return leads_; }

  // Of places that leads()[lead] lets pass, counted from `at`, leaves those where the first four bytes of a string
  // stand, as far as that tells few from many, and answers how many that are. REQUIRES: four bytes are readable at
  // each.
  std::size_t keep_stems(std::size_t lead, const char* at, std::uint32_t* places, std::size_t count) const;

  // Begins to fetch what may_begin will need. REQUIRES: eight bytes are readable.
  void prefetch(const char* at) const {
    const std::uint8_t kinds = kinds_[static_cast<std::uint8_t>(*at)];
    const std::uint64_t first = load64(at);
    if ((kinds & kLong) != 0) long_.prefetch(first);
    if ((kinds & kSix) != 0) six_.prefetch(first << 16);
    if ((kinds & kFour) != 0) four_.prefetch(first << 32);
  }

  // False: no string begins at text[at]. REQUIRES: at < text.size().
  bool may_begin(std::string_view text, std::size_t at) const {
    const std::uint8_t kinds = kinds_[static_cast<std::uint8_t>(text[at])];
    if (kinds == 0) return false;
    // (The sets are of words whose low bytes are the first ones of the text only where words are little-endian.)
    if ((kinds & kShort) != 0 || text.size() - at < 8 || std::endian::native != std::endian::little) return true;
    const std::uint64_t first = load64(text.data() + at);
    return ((kinds & kLong) != 0 && long_.may_have(first)) || ((kinds & kSix) != 0 && six_.may_have(first << 16)) ||
           ((kinds & kFour) != 0 && four_.may_have(first << 32));
  }

  std::size_t memory_bytes() const {
    return four_.memory_bytes() + six_.memory_bytes() + long_.memory_bytes() + stems_[0].memory_bytes() +
           stems_[1].memory_bytes();
  }

 private:
  // By length: below 4 bytes, 4 and 5, 6 and 7, and longer ones.
  static constexpr std::uint8_t kShort = 1;
  static constexpr std::uint8_t kFour = 2;
  static constexpr std::uint8_t kSix = 4;
  static constexpr std::uint8_t kLong = 8;
  static std::uint8_t kind_of(std::string_view string) {
    return string.size() < 4 ? kShort : string.size() < 6 ? kFour : string.size() < 8 ? kSix : kLong;
  }

  void fill_kinds(std::span<const std::string_view> strings);
  void choose_leads(std::span<const std::string_view> strings);
  void set_lead(std::size_t lead, std::span<const std::string_view> strings);

  std::array<LeadFilter, 2> leads_;
  // The first four bytes of each lead's strings, where all have as many and not many differ: a set so small that it
  // stays near, which spares looking far for most words.
  std::array<NumberSet, 2> stems_;
  std::array<std::uint8_t, 256> kinds_{};  // of the strings that begin with a byte
  // Their first four, six or eight bytes, as far as they have them.
  NumberSet four_;
  NumberSet six_;
  NumberSet long_;
};

// The places of a text that a filter lets pass, from left to right.
class Beginnings {
 public:
  Beginnings(const BeginningFilter& filter, std::string_view text) : filter_(filter), text_(text) {
    for (std::size_t i = 0; i < cursors_.size(); ++i) cursors_[i].lead = i;
  }

  // The first one from `at` on; the end of the text when there is none, or the work is cancelled.
  // REQUIRES: `at` does not decrease.
  std::size_t next(std::size_t at) {
    std::size_t first = text_.size();
    for (Cursor& cursor : cursors_) {
      if (lead_of(cursor).empty()) continue;
      if (!cursor.is_set || cursor.place < at) advance(cursor, at);
      first = std::min(first, cursor.place);
    }
    return first;
  }

 private:
  static constexpr std::size_t kBlocks = 16;  // at once

  // What is known of the places of one lead filter.
  struct Cursor {
    std::size_t lead;
    bool is_set = false;
    std::size_t place;      // the answer
    std::size_t begin = 0;  // of the blocks whose places are known
    std::size_t end = 0;
    std::size_t done = 0;  // of their places
    std::size_t count = 0;
    std::array<std::uint32_t, kBlocks * LeadFilter::kBlock + LeadFilter::kOverhang> places;
  };
  const LeadFilter& lead_of(const Cursor& cursor) const { return filter_.leads()[cursor.lead]; }
  void advance(Cursor& cursor, std::size_t at);
  void look_on(Cursor& cursor);
  void look_at_rest(Cursor& cursor);

  const BeginningFilter& filter_;
  std::string_view text_;
  std::array<Cursor, 2> cursors_;
  CancelPoll cancelled_;
};

}  // namespace tg
