#include "tokenizer/lead_filter.h"

#include <algorithm>
#include <bit>
#include <bitset>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TG_LANES_TARGET __attribute__((target("avx2,bmi,popcnt")))
#define TG_LANES TG_LANES_TARGET inline __attribute__((always_inline))
#endif

namespace tg {
namespace {

using Strings = std::span<const std::string_view>;

std::uint8_t byte_of(std::string_view string, std::size_t i) {
  return static_cast<std::uint8_t>(string[i]);
}

std::size_t shortest_size(Strings strings, std::size_t limit) {
  std::size_t shortest = 0;
  for (const std::string_view string : strings) {
    if (!string.empty()) shortest = std::min(shortest == 0 ? limit : shortest, string.size());
  }
  return shortest;
}

// Strings that begin alike share a bucket, so that few beginnings are told apart exactly.
std::array<std::uint8_t, 256> buckets_by_first_byte(Strings strings) {
  std::bitset<256> seen;
  for (const std::string_view string : strings) {
    if (!string.empty()) seen.set(byte_of(string, 0));
  }
  std::array<std::uint8_t, 256> buckets{};
  unsigned next = 0;
  for (std::size_t byte = 0; byte < buckets.size(); ++byte) {
    if (seen[byte]) buckets[byte] = static_cast<std::uint8_t>(1U << (next++ % 8));
  }
  return buckets;
}

}  // namespace

LeadFilter::LeadFilter(Strings strings) : run_(shortest_size(strings, kLongestRun)) {
  const auto buckets = buckets_by_first_byte(strings);
  if (run_ == 1) second_.low.fill(0xFF), second_.high.fill(0xFF);
  for (const std::string_view string : strings) {
    if (string.empty()) continue;
    const std::uint8_t bucket = buckets[byte_of(string, 0)];
    first_.add(byte_of(string, 0), bucket);
    if (run_ > 1) second_.add(byte_of(string, 1), bucket);
    for (std::size_t i = 0; i < run_; ++i) {
      const std::uint8_t byte = byte_of(string, i);
      all_.add(byte, static_cast<std::uint8_t>(1U << (byte >> 4 & 7)));
    }
  }
  by_pairs_ = has_few_pairs();
}

bool LeadFilter::has_few_pairs() const {
  constexpr std::string_view kCommon = " abcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t kFew = kCommon.size() * kCommon.size() / 32;
  std::size_t pairs = 0;
  for (const char first : kCommon) {
    for (const char second : kCommon) pairs += (first_.buckets(first) & second_.buckets(second)) != 0;
  }
  return pairs <= kFew;
}

bool LeadFilter::may_begin(const char* at) const {
  if (by_pairs_) return (first_.buckets(at[0]) & second_.buckets(at[1])) != 0;
  return std::all_of(at, at + run_, [this](char byte) { return all_.buckets(byte) != 0; });
}

std::size_t LeadFilter::places_one_by_one(const char* at, std::size_t blocks, std::uint32_t* out) const {
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < blocks * kBlock; ++i) {
    if (may_begin(at + i)) out[found++] = i;
  }
  return found;
}

#if defined(TG_LANES)
namespace {

struct Tables {
  __m256i low;
  __m256i high;
};

TG_LANES __m256i both_lanes(const std::array<std::uint8_t, 16>& table) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table.data())));
}

// Per byte: zero where it is in no bucket.
TG_LANES __m256i buckets_of(const char* at, const Tables& tables) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i half = _mm256_set1_epi8(0x0F);
  return _mm256_and_si256(_mm256_shuffle_epi8(tables.low, _mm256_and_si256(bytes, half)),
                          _mm256_shuffle_epi8(tables.high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)));
}

TG_LANES std::uint64_t nonzero(__m256i low, __m256i high) {
  const __m256i zero = _mm256_setzero_si256();
  const auto bits = [zero](__m256i bytes) TG_LANES_TARGET {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, zero)));
  };
  return ~(std::uint64_t{bits(low)} | std::uint64_t{bits(high)} << 32);
}

TG_LANES std::uint64_t pairs(const char* at, const Tables& first, const Tables& second) {
  return nonzero(_mm256_and_si256(buckets_of(at, first), buckets_of(at + 1, second)),
                 _mm256_and_si256(buckets_of(at + 32, first), buckets_of(at + 33, second)));
}

TG_LANES std::uint64_t members(const char* at, const Tables& all) {
  return nonzero(buckets_of(at, all), buckets_of(at + 32, all));
}

// Where `size` bits follow each other, of those of two blocks.
TG_LANES std::uint64_t runs(std::uint64_t bits, std::uint64_t following, std::size_t size) {
  for (std::size_t done = 1; done < size;) {
    const std::size_t step = std::min(done, size - done);
    bits &= bits >> step | following << (64 - step);
    following &= following >> step;
    done += step;
  }
  return bits;
}

// Most blocks have few places: so many are written without asking, which spares wrong guesses.
TG_LANES std::size_t append(std::uint64_t places, std::size_t begin, std::uint32_t* out) {
  const auto count = static_cast<std::size_t>(std::popcount(places));
  for (std::size_t i = 0; i < LeadFilter::kOverhang || i < count; ++i) {
    out[i] = static_cast<std::uint32_t>(begin) + static_cast<std::uint32_t>(std::countr_zero(places));
    places &= places - 1;
  }
  return count;
}

}  // namespace

TG_LANES_TARGET std::size_t LeadFilter::places_by_pairs(const char* at, std::size_t blocks, std::uint32_t* out) const {
  const Tables first = {both_lanes(first_.low), both_lanes(first_.high)};
  const Tables second = {both_lanes(second_.low), both_lanes(second_.high)};
  std::size_t found = 0;
  for (std::size_t begin = 0; begin < blocks * kBlock; begin += kBlock) {
    const std::uint64_t places = pairs(at + begin, first, second);
    if (places != 0) found += append(places, begin, out + found);
  }
  return found;
}

TG_LANES_TARGET std::size_t LeadFilter::places_by_runs(const char* at, std::size_t blocks, std::uint32_t* out) const {
  const Tables all = {both_lanes(all_.low), both_lanes(all_.high)};
  std::size_t found = 0;
  std::uint64_t following = members(at, all);
  for (std::size_t begin = 0; begin < blocks * kBlock; begin += kBlock) {
    const std::uint64_t own = following;
    following = members(at + begin + kBlock, all);
    const std::uint64_t places = runs(own, following, run_);
    if (places != 0) found += append(places, begin, out + found);
  }
  return found;
}

std::size_t LeadFilter::places(const char* at, std::size_t blocks, std::uint32_t* out) const {
  static const bool has_lanes = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&  //
                                __builtin_cpu_supports("popcnt");
  if (!has_lanes) return places_one_by_one(at, blocks, out);
  return by_pairs_ ? places_by_pairs(at, blocks, out) : places_by_runs(at, blocks, out);
}
#else
std::size_t LeadFilter::places(const char* at, std::size_t blocks, std::uint32_t* out) const {
  return places_one_by_one(at, blocks, out);
}
#endif

}  // namespace tg
