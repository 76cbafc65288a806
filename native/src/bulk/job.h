// Encoding many sections of text at once, in steps of many small parts each. The parts of a step do not wait for one
// another, so that a device does them side by side and the processor one after the other, by the same source:
//   cut_stretch    for every kStretch bytes   marks where pieces begin
//   look_up_word   for every word of marks    gives pieces that are tokens their ids, marks the others
//   merge_word     for every word of marks    gives those the ids of their tokens, marks where these begin
//   write_word     for every word of marks    writes the ids without gaps
// Everything has the place of its byte: an id lies where its token begins, and a bit of marks stands for each byte.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bulk/image.h"

namespace tg::bulk {

inline constexpr std::uint32_t kWordBits = 32;

struct Job {
  const Image* image;
  const char* text;  // the sections, end to end
  std::uint32_t bytes;
  const std::uint32_t* section_begins;  // of each section, and at last `bytes`
  std::uint32_t sections;
  std::uint32_t* begins;     // marks: a piece, in the end a token, begins here. All clear at first, as are the next
  std::uint32_t* unmatched;  // marks: a piece that is no token begins here
  std::uint8_t* left;        // by section: 1 where it is left to the caller, and nothing here means anything
  TokenId* ids;

  TG_BOTH std::uint32_t words() const { return (bytes + kWordBits - 1) / kWordBits; }
};

TG_BOTH inline std::uint32_t count_bits(std::uint32_t word) {
#if defined(__CUDA_ARCH__)
  return static_cast<std::uint32_t>(__popc(word));
#else
  return static_cast<std::uint32_t>(__builtin_popcount(word));
#endif
}

// REQUIRES: word != 0.
TG_BOTH inline std::uint32_t lowest_bit(std::uint32_t word) {
#if defined(__CUDA_ARCH__)
  return static_cast<std::uint32_t>(__ffs(static_cast<int>(word)) - 1);
#else
  return static_cast<std::uint32_t>(__builtin_ctz(word));
#endif
}

// Neighbours mark bytes of the same word.
TG_BOTH inline void mark(std::uint32_t* words, std::uint32_t place) {
  const std::uint32_t bit = 1u << place % kWordBits;
#if defined(__CUDA_ARCH__)
  atomicOr(words + place / kWordBits, bit);
#else
  words[place / kWordBits] |= bit;
#endif
}

// The first marked place behind `place`, or the end of the text.
TG_BOTH inline std::uint32_t next_mark(const Job& job, const std::uint32_t* words, std::uint32_t place) {
  std::uint32_t at = ++place / kWordBits;
  if (at >= job.words()) return job.bytes;
  std::uint32_t word = words[at] & (~0u << place % kWordBits);
  while (word == 0) {
    if (++at == job.words()) return job.bytes;
    word = words[at];
  }
  return at * kWordBits + lowest_bit(word);
}

// The section that the byte at `place` belongs to. REQUIRES: place < job.bytes.
TG_BOTH inline std::uint32_t section_of(const Job& job, std::uint32_t place) {
  std::uint32_t low = 0;
  for (std::uint32_t high = job.sections; high - low > 1;) {
    const std::uint32_t middle = low + (high - low) / 2;
    (job.section_begins[middle] <= place ? low : high) = middle;
  }
  return low;
}

}  // namespace tg::bulk
