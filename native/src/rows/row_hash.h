// A fast hash of a row's bytes under a secret key, so that no file can be made to collide on purpose.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tg {

using HashKey = std::array<std::uint64_t, 8>;

// From the system's source of randomness; it never shows in a result, since equal hashes are checked byte by byte.
HashKey random_hash_key();

std::uint64_t hash_row(const HashKey& key, const std::uint8_t* bytes, std::size_t count);

}  // namespace tg
