#include "tokenizer/training/pair_floor.h"

#include <algorithm>
#include <array>
#include <bit>

namespace tg {
namespace {

// Counts in steps of an eighth: large ones need not be told apart by one.
constexpr unsigned kStepBits = 3;
constexpr std::size_t kSteps = std::size_t{64} << kStepBits;

std::size_t step_of(std::uint64_t count) {
  const auto width = static_cast<unsigned>(std::bit_width(count));
  if (width <= kStepBits + 1) return count;
  const unsigned shift = width - kStepBits - 1;
  return (std::size_t{shift} << kStepBits) + (count >> shift);
}

std::uint64_t least_of_step(std::size_t step) {
  if (step < (std::size_t{2} << kStepBits)) return step;
  const std::size_t shift = (step >> kStepBits) - 1;
  return static_cast<std::uint64_t>(step - (shift << kStepBits)) << shift;
}

// Of a pair in both tables of counting, and in the queue.
constexpr std::size_t kPairBytes = 128;
constexpr std::size_t kMostCounters = std::size_t{1} << 21;
constexpr std::size_t kLeastCounters = 256;

}  // namespace

PairFloor::PairFloor(const WordSymbols& symbols, std::uint64_t least_count, std::size_t budget, const Pairs& without)
    : count_(least_count) {
  if (budget == 0) return;
  shared_.resize(std::bit_floor(std::clamp(budget / 4 / sizeof(Shared), kLeastCounters, kMostCounters)));
  symbols.for_each_pair([&](std::uint32_t at, TokenId left, TokenId right) {
    const PairKey pair = pair_of(left, right);
    if (without.contains(pair)) return;
    Shared& shared = shared_[slot_of(pair)];
    shared.count += symbols.count_at(at);
    ++shared.places;
  });
  count_ = choose(least_count, budget / 2);
}

std::uint64_t PairFloor::choose(std::uint64_t least_count, std::size_t budget) const {
  std::array<std::uint64_t, kSteps> bytes{};
  for (const Shared& shared : shared_) {
    if (shared.count >= least_count) bytes[step_of(shared.count)] += shared.places * sizeof(std::uint32_t) + kPairBytes;
  }
  std::uint64_t sum = 0;
  std::uint64_t least = least_count;
  for (std::size_t step = kSteps; step-- > 0;) {
    sum += bytes[step];
    // The most frequent pairs are indexed in any case.
    if (sum > budget && sum > bytes[step]) break;
    least = bytes[step] == 0 ? least : least_of_step(step);
    if (step == 0) least = least_count;
  }
  return std::max(least, least_count);
}

}  // namespace tg
