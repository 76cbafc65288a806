#include "backend/cpu/cpu_ops.h"
#include "backend/cpu/level.h"
#include "backend/device.h"

namespace tg {
namespace {

const char* name_of_best() {
  switch (cpu::best_level()) {
    case cpu::Level::amx:
      return "processor: AMX";
    case cpu::Level::avx512:
      return "processor: AVX-512";
    case cpu::Level::avx2:
      return "processor: AVX2";
    case cpu::Level::plain:
      break;
  }
  return "processor";
}

}  // namespace

namespace cpu {

// The processor reads the memory where it is.
bool hold_memory(const HeldMemory&) {
  return true;
}

}  // namespace cpu

const Backend& cpu_backend() {
  static const Backend backend = {
      kBackendAbi,
      name_of_best(),
#define TG_BACKEND_OP(name, Argument) cpu::name,
#include "tokengraft/backend_ops.def"
#undef TG_BACKEND_OP
  };
  return backend;
}

}  // namespace tg
