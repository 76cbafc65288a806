// Names for the scanners, for what must be told which one it runs.
#pragma once

#include <cstdint>

namespace tg::scan {

enum class Scheme : std::uint32_t {
#define TG_SCHEME(name, Pieces) name,
#include "text/patterns/schemes.def"
#undef TG_SCHEME
};

}  // namespace tg::scan
