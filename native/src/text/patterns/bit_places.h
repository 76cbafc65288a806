// The bits of a word at chosen places, moved side by side to its low end and back: PEXT and PDEP of BMI2 in plain C++.
// Each bit moves by the number of places below it that are not chosen; bit `i` of all those numbers is one mask, made
// once for a choice (Warren, "Hacker's Delight", 7-4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tg::scan {

class BitPlaces {
 public:
  BitPlaces() = default;

  static BitPlaces of(std::uint64_t chosen) {
    BitPlaces places = lowest(chosen);
    std::uint64_t left = chosen;
    std::uint64_t skipped = ~chosen << 1;
    for (std::size_t step = 0; step < kSteps; ++step) {
      const std::uint64_t odd = parities(skipped);
      places.moving_[step] = odd & left;
      left = (left ^ places.moving_[step]) | places.moving_[step] >> (1U << step);
      skipped &= ~odd;
    }
    return places;
  }

  // The same, sooner. REQUIRES: the places are the lowest ones.
  static BitPlaces lowest(std::uint64_t chosen) {
    BitPlaces places;
    places.chosen_ = chosen;
    return places;
  }

  std::uint64_t gather(std::uint64_t bits) const {
    bits &= chosen_;
    for (std::size_t step = 0; step < kSteps; ++step) {
      const std::uint64_t moving = bits & moving_[step];
      bits = (bits ^ moving) | moving >> (1U << step);
    }
    return bits;
  }

  std::uint64_t scatter(std::uint64_t bits) const {
    for (std::size_t step = kSteps; step-- > 0;) {
      bits = (bits & ~moving_[step]) | (bits << (1U << step) & moving_[step]);
    }
    return bits & chosen_;
  }

 private:
  static constexpr std::size_t kSteps = 6;

  // Of each bit, whether the number of bits up to it is odd.
  static std::uint64_t parities(std::uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
  }

  std::uint64_t chosen_ = 0;
  std::array<std::uint64_t, kSteps> moving_{};  // the bits that move by 1, 2, 4 …, where they stand then
};

}  // namespace tg::scan
