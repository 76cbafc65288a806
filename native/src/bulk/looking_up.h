// The second step: most pieces are tokens.
#pragma once

#include "bulk/job.h"

namespace tg::bulk {

// Longer pieces are not merged here: their sections are left to the caller.
inline constexpr std::uint32_t kLongestPiece = 256;

TG_BOTH inline void look_up_piece(const Job& job, std::uint32_t begin) {
  const std::uint32_t size = next_mark(job, job.begins, begin) - begin;
  const TokenId id = find_whole(*job.image, job.text + begin, size);
  if (id != kNoToken) {
    job.ids[begin] = id;
  } else if (size <= kLongestPiece) {
    mark(job.unmatched, begin);
  } else {
    job.left[section_of(job, begin)] = 1;
  }
}

TG_BOTH inline void look_up_word(const Job& job, std::uint32_t word) {
  for (std::uint32_t marks = job.begins[word]; marks != 0; marks &= marks - 1) {
    look_up_piece(job, word * kWordBits + lowest_bit(marks));
  }
}

}  // namespace tg::bulk
