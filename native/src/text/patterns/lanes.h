// Which way a scanner goes through text: many characters at once, where the processor can, or piece by piece. Both find
// the same pieces; the second is also the twin that the first is tested against.
#pragma once

#include <cstdint>

namespace tg::scan {

enum class Lanes : std::uint8_t {
  widest,  // windows of 64 bytes where the processor has them (see window_bytes.h); piece by piece elsewhere
  one,     // piece by piece
};

}  // namespace tg::scan
