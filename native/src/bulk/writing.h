// The last step: ids without gaps. The number of marks before a word is where its first id goes.
#pragma once

#include "bulk/job.h"

namespace tg::bulk {

TG_BOTH inline void write_word(const Job& job, std::uint32_t word, TokenId* to) {
  for (std::uint32_t marks = job.begins[word]; marks != 0; marks &= marks - 1) {
    *to++ = job.ids[word * kWordBits + lowest_bit(marks)];
  }
}

// The number of marks of the word of `place` that stand before it.
TG_BOTH inline std::uint32_t marks_before(const Job& job, std::uint32_t place) {
  return count_bits(job.begins[place / kWordBits] & ((1u << place % kWordBits) - 1));
}

}  // namespace tg::bulk
