// A checksum of bytes that come in pieces, many times as fast as a cryptographic one: for seeing that files hold what
// was written, not for keeping out those who mean harm.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tg {

// The answer does not depend on how the bytes are cut into pieces, nor on the machine.
class StreamHash {
 public:
  void update(std::string_view bytes);
  // 32 hexadecimal digits. Does not end the stream.
  std::string digest() const;

 private:
  static constexpr std::size_t kLanes = 4;
  static constexpr std::size_t kStripe = kLanes * sizeof(std::uint64_t);
  using Lanes = std::array<std::uint64_t, kLanes>;

  static void take_stripe(Lanes& lanes, const char* stripe);

  Lanes lanes_{0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5};
  std::array<char, kStripe> rest_{};  // of the last, unfinished stripe
  std::uint64_t size_ = 0;
};

}  // namespace tg
