// Bits moved a few at a time against bits moved one by one.
#include "text/patterns/bit_places.h"

#include "check.h"
#include "tokenizer/tiny_tokenizers.h"

namespace tg::test {
namespace {

std::uint64_t gather_slowly(std::uint64_t bits, std::uint64_t chosen) {
  std::uint64_t gathered = 0;
  for (unsigned at = 0, to = 0; at < 64; ++at) {
    if ((chosen >> at & 1) != 0) gathered |= (bits >> at & 1) << to++;
  }
  return gathered;
}

std::uint64_t scatter_slowly(std::uint64_t bits, std::uint64_t chosen) {
  std::uint64_t scattered = 0;
  for (unsigned at = 0, from = 0; at < 64; ++at) {
    if ((chosen >> at & 1) != 0) scattered |= (bits >> from++ & 1) << at;
  }
  return scattered;
}

std::uint64_t draw_bits(Draws& draws) {
  std::uint64_t bits = 0;
  for (int part = 0; part < 4; ++part) bits = bits << 16 | draws.below(1U << 16);
  return bits;
}

TEST("bits are gathered from chosen places and scattered to them") {
  Draws draws(64);
  for (int round = 0; round < 20'000; ++round) {
    // Of few places, of half of them, of nearly all.
    std::uint64_t chosen = draw_bits(draws);
    if (round % 3 == 1) chosen &= draw_bits(draws) & draw_bits(draws);
    if (round % 3 == 2) chosen |= draw_bits(draws) | draw_bits(draws);
    const std::uint64_t bits = draw_bits(draws);
    const scan::BitPlaces places = scan::BitPlaces::of(chosen);
    CHECK_EQUAL(places.gather(bits), gather_slowly(bits, chosen));
    CHECK_EQUAL(places.scatter(bits), scatter_slowly(bits, chosen));
  }
}

TEST("all places, none, and the lowest ones") {
  for (unsigned count = 0; count <= 64; ++count) {
    const std::uint64_t chosen = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    const std::uint64_t bits = 0xF0E1D2C3B4A59687u;
    CHECK_EQUAL(scan::BitPlaces::of(chosen).gather(bits), bits & chosen);
    CHECK_EQUAL(scan::BitPlaces::lowest(chosen).gather(bits), bits & chosen);
    CHECK_EQUAL(scan::BitPlaces::lowest(chosen).scatter(bits), bits & chosen);
  }
}

}  // namespace
}  // namespace tg::test
