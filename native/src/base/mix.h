// Two numbers made one that depends on every bit of both: what hashes are made of.
#pragma once

#include <cstdint>

#include "base/both.h"

namespace tg {

TG_BOTH inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace tg
