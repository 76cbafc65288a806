// The rounds are those of XXH64 (a lane is multiplied, rotated, multiplied); the end keeps 128 of the 256 bits.
#include "tokengraft/stream_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/quote.h"

namespace tg {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9;

std::uint64_t load_little(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::little) return word;
  std::uint64_t swapped = 0;
  for (int byte = 0; byte < 8; ++byte) swapped = swapped << 8 | (word >> (8 * byte) & 0xFF);
  return swapped;
}

std::uint64_t scramble(std::uint64_t word) {
  word = (word ^ word >> 33) * kPrime2;
  word = (word ^ word >> 29) * kPrime3;
  return word ^ word >> 32;
}

}  // namespace

void StreamHash::take_stripe(Lanes& lanes, const char* stripe) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    lanes[lane] = std::rotl(lanes[lane] + load_little(stripe + 8 * lane) * kPrime2, 31) * kPrime1;
  }
}

void StreamHash::update(std::string_view bytes) {
  const std::size_t held = size_ % kStripe;
  size_ += bytes.size();
  if (held + bytes.size() < kStripe) {
    std::copy(bytes.begin(), bytes.end(), rest_.begin() + static_cast<std::ptrdiff_t>(held));
    return;
  }
  std::size_t at = 0;
  if (held > 0) {
    at = kStripe - held;
    std::copy_n(bytes.begin(), at, rest_.begin() + static_cast<std::ptrdiff_t>(held));
    take_stripe(lanes_, rest_.data());
  }
  for (; bytes.size() - at >= kStripe; at += kStripe) take_stripe(lanes_, bytes.data() + at);
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), rest_.begin());
}

std::string StreamHash::digest() const {
  std::array<char, kStripe> last{};
  std::copy_n(rest_.begin(), size_ % kStripe, last.begin());
  Lanes lanes = lanes_;
  take_stripe(lanes, last.data());
  const std::uint64_t low = scramble(lanes[0] + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + lanes[3] + size_);
  const std::uint64_t high = scramble(low ^ lanes[0] ^ std::rotl(lanes[1], 18) ^ (std::rotl(lanes[2], 1) + lanes[3]));
  return hexadecimal(high, 16) + hexadecimal(low, 16);
}

}  // namespace tg
