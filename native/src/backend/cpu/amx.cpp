#include "backend/cpu/amx.h"

#if TG_HAVE_AMX

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tg::cpu {
namespace {

// What the kernel's documentation (x86/xstate) says: ARCH_REQ_XCOMP_PERM for the state of tile data.
constexpr long kRequestPermission = 0x1023;
constexpr long kTileData = 18;

bool processor_has_tiles() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kBf16 = 1U << 22;
  constexpr unsigned kTile = 1U << 24;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kBf16) != 0 && (d & kTile) != 0;
}

struct alignas(64) TileShapes {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

}  // namespace

bool has_amx() {
  static const bool found =
      has_avx512() && processor_has_tiles() && syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
  return found;
}

Tiles::Tiles() {
  static constexpr TileShapes shapes;
  _tile_loadconfig(&shapes);
}

Tiles::~Tiles() {
  _tile_release();
}

}  // namespace tg::cpu

#endif
