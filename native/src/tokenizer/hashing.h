// Hashes for the tables of this folder. Seeded by the process, so that no file can be written to make them collide;
// nothing that leaves the library depends on their values.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/mix.h"

namespace tg {

// Drawn once a process.
std::uint64_t hash_seed();

inline std::uint64_t load64(const char* at) {
  std::uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

inline std::uint64_t load32(const char* at) {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// The first and the last bytes of 1 to 3: all of them.
inline std::uint64_t load_few(const char* at, std::size_t size) {
  const auto byte = [at](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])); };
  return byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
}

// Whether `size` bytes at both places are equal: without a call for the short strings that tokens are.
inline bool equal_bytes(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return load64(a) == load64(b) && load64(a + size - 8) == load64(b + size - 8);
  if (size >= 4) return load32(a) == load32(b) && load32(a + size - 4) == load32(b + size - 4);
  return size == 0 || load_few(a, size) == load_few(b, size);
}

inline std::uint64_t hash_number(std::uint64_t value, std::uint64_t seed) {
  return mix(value ^ seed, 0x9E3779B97F4A7C15u);
}

// Up to sixteen bytes are two loads that may overlap; longer ones are folded sixteen at a time.
inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t state = seed ^ bytes.size();
  for (; left > 16; at += 16, left -= 16) {
    state = mix(load64(at) ^ state, load64(at + 8) ^ 0xA0761D6478BD642Fu);
  }
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (left >= 8) {
    first = load64(at);
    last = load64(at + left - 8);
  } else if (left >= 4) {
    first = load32(at);
    last = load32(at + left - 4);
  } else if (left > 0) {
    first = load_few(at, left);
  }
  return mix(first ^ state, mix(last ^ 0xE7037ED1A0B428DBu, state | 1));
}

}  // namespace tg
