// The first step: cutting into pieces. A scanner goes from piece to piece, but there are borders between characters
// where a piece begins whatever stands before them; so each stretch of text is cut from its first border to the first
// border of a later stretch, without a look at what is beyond.
#pragma once

#include "base/utf8_validity.h"
#include "bulk/job.h"
#include "text/patterns/cl100k_pieces.h"
#include "text/patterns/deepseek_v3.h"
#include "text/patterns/gpt2.h"
#include "text/patterns/o200k.h"

namespace tg::bulk {

inline constexpr std::uint32_t kStretch = 64;
// How far behind its stretch a scan may go. A section where it would go further is left to the caller.
inline constexpr std::uint32_t kReach = std::uint32_t{1} << 16;
// No scanner that has not seen the end of its text depends on so many bytes behind a piece (see window_scanner.h).
inline constexpr std::uint32_t kLookAheadBytes = 16;

TG_BOTH inline bool begins_character(const BulkText& text, std::size_t position) {
  return !continues_character(text[position]);
}

// REQUIRES: position > 0.
TG_BOTH inline scan::Character character_before(const BulkText& text, std::size_t position) {
  do {
    --position;
  } while (position > 0 && !begins_character(text, position));
  return scan::character_at(text, position);
}

// Whether a piece of any scheme begins here for certain: words, numbers and lines end here, and what follows is no part
// of them. (A contraction may belong to the word before it, and a slash to the line end before it.)
// REQUIRES: 0 < position < text.size(), where a character begins.
TG_BOTH inline bool is_border(const BulkText& text, std::size_t position) {
  const scan::Character behind = scan::character_at(text, position);
  const scan::Character before = character_before(text, position);
  if (before.is(kLetter)) return behind.is(kSpace | kNumber) || (behind.is(kSign) && text[position] != '\'');
  if (before.is(kNumber)) return behind.is(kSpace | kLetter | kSign);
  return text[position - 1] == '\n' && behind.is(kLetter | kNumber | kSign) && text[position] != '/';
}

// The first border in [from, to), or `to`. REQUIRES: from > 0.
TG_BOTH inline std::size_t first_border(const BulkText& text, std::size_t from, std::size_t to) {
  while (from < to && !(begins_character(text, from) && is_border(text, from))) ++from;
  return from;
}

// Cuts what of one section begins in [from, to), both relative to it.
template <class Pieces>
TG_BOTH void cut_section(const Job& job, std::uint32_t section, std::size_t from, std::size_t to) {
  const std::uint32_t begin = job.section_begins[section];
  const std::size_t size = job.section_begins[section + 1] - begin;
  BulkText text{job.text + begin, size, job.image->classes()};
  std::size_t position = from == 0 ? 0 : first_border(text, from, to);
  if (position == to) return;
  if (size - to > kReach) text.length = to + kReach;
  while (position < text.size() && !(position >= to && is_border(text, position))) {
    mark(job.begins, begin + static_cast<std::uint32_t>(position));
    position = Pieces::piece_end(text, position);
    if (text.size() < size && position + kLookAheadBytes > text.size()) {
      job.left[section] = 1;
      return;
    }
  }
}

template <class Pieces>
TG_BOTH void cut_stretch(const Job& job, std::uint32_t stretch) {
  const std::uint32_t from = stretch * kStretch;
  const std::uint32_t to = job.bytes - from < kStretch ? job.bytes : from + kStretch;
  for (std::uint32_t section = section_of(job, from); section < job.sections; ++section) {
    const std::uint32_t begin = job.section_begins[section];
    const std::uint32_t end = job.section_begins[section + 1];
    if (begin >= to) return;
    if (begin == end) continue;
    cut_section<Pieces>(job, section, from > begin ? from - begin : 0, (to < end ? to : end) - begin);
  }
}

// Calls `use` with the scanner of that name.
template <class Use>
void with_pieces_of(scan::Scheme scheme, const Use& use) {
  switch (scheme) {
#define TG_SCHEME(name, Pieces) \
  case scan::Scheme::name:      \
    return use(scan::Pieces());
#include "text/patterns/schemes.def"
#undef TG_SCHEME
  }
}

}  // namespace tg::bulk
