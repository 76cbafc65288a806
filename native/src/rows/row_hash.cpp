#include "rows/row_hash.h"

#include <cstring>
#include <random>

namespace tg {
namespace {

constexpr std::size_t kLanes = 4;  // independent chains, since one multiplication waits for the one before
constexpr std::size_t kStep = kLanes * sizeof(std::uint64_t);

using Lanes = std::array<std::uint64_t, kLanes>;

// The 128-bit product folded to 64 bits: every input bit reaches every output bit.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
#if defined(__SIZEOF_INT128__)
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
  const std::uint64_t low = (a & 0xffffffff) * (b & 0xffffffff);
  const std::uint64_t cross = (a >> 32) * (b & 0xffffffff) + (low >> 32);
  const std::uint64_t other = (a & 0xffffffff) * (b >> 32) + (cross & 0xffffffff);
  return (a * b) ^ ((a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32));
#endif
}

void absorb(Lanes& lanes, const HashKey& key, const std::uint8_t* bytes) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    std::uint64_t word;
    std::memcpy(&word, bytes + lane * sizeof word, sizeof word);
    lanes[lane] = fold(lanes[lane] ^ word, key[kLanes + lane]);
  }
}

}  // namespace

HashKey random_hash_key() {
  std::random_device device;
  HashKey key;
  for (std::uint64_t& word : key) word = std::uint64_t{device()} << 32 | device() | 1;  // odd: never zero
  return key;
}

std::uint64_t hash_row(const HashKey& key, const std::uint8_t* bytes, std::size_t count) {
  Lanes lanes = {key[0], key[1], key[2], key[3]};
  const std::size_t whole = count - count % kStep;
  for (std::size_t at = 0; at < whole; at += kStep) absorb(lanes, key, bytes + at);
  if (whole < count) {
    std::uint8_t rest[kStep] = {};
    std::memcpy(rest, bytes + whole, count - whole);
    absorb(lanes, key, rest);
  }
  return fold(fold(lanes[0] ^ key[5], lanes[1] ^ key[6]) ^ key[4], fold(lanes[2] ^ key[7], lanes[3] ^ key[4]) ^ count);
}

}  // namespace tg
