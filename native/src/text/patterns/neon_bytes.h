// What window_bytes.h promises, by NEON.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#include "text/patterns/bit_places.h"

namespace tg::scan {

inline bool have_windows() {
  return true;
}

using ByteVector = uint8x16_t;

struct WindowBytes {
  ByteVector parts[4];
};

TG_WINDOW_INLINE WindowBytes load_window(const void* at) {
  const auto* bytes = static_cast<const std::uint8_t*>(at);
  return {{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

// A test answers for each byte in all of its bits. One bit of each byte is kept, then neighbours are added.
template <class Test>
TG_WINDOW_INLINE std::uint64_t mask_of(const WindowBytes& bytes, const Test& test) {
  const ByteVector bit = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201u));
  const auto bits = [&](int part) { return vandq_u8(test(bytes.parts[part]), bit); };
  const ByteVector sixteenths = vpaddq_u8(vpaddq_u8(bits(0), bits(1)), vpaddq_u8(bits(2), bits(3)));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sixteenths, sixteenths)), 0);
}

// Bytes from `first` to `last`, once `fold` is set in them.
struct IsBetween {
  unsigned char first;
  unsigned char last;
  unsigned char fold = 0;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    const ByteVector folded = vorrq_u8(bytes, vdupq_n_u8(fold));
    return vcleq_u8(vsubq_u8(folded, vdupq_n_u8(first)), vdupq_n_u8(static_cast<std::uint8_t>(last - first)));
  }
};

struct IsByte {
  char byte;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    return vceqq_u8(bytes, vdupq_n_u8(static_cast<std::uint8_t>(byte)));
  }
};

struct HasBit {
  int bit;

  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    return vtstq_u8(bytes, vdupq_n_u8(static_cast<std::uint8_t>(1U << bit)));
  }
};

// Not ASCII.
struct IsWide {
  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const { return vcgeq_u8(bytes, vdupq_n_u8(0x80)); }
};

struct IsContinuation {
  TG_WINDOW_INLINE ByteVector operator()(ByteVector bytes) const {
    return vceqq_u8(vandq_u8(bytes, vdupq_n_u8(0xC0)), vdupq_n_u8(0x80));
  }
};

using WindowPlaces = BitPlaces;

}  // namespace tg::scan
