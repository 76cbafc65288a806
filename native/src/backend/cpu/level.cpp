#include "backend/cpu/level.h"

#include "backend/cpu/amx.h"

namespace tg::cpu {

bool has_level(Level level) {
  switch (level) {
    case Level::plain:
      return true;
#if TG_HAVE_AVX2_TWIN
    case Level::avx2:
      return has_avx2();
    case Level::avx512:
      return has_avx512();
#endif
#if TG_HAVE_AMX
    case Level::amx:
      return has_amx();
#endif
    default:
      return false;
  }
}

Level best_level() {
  static const Level best = has_level(Level::amx)      ? Level::amx
                            : has_level(Level::avx512) ? Level::avx512
                            : has_level(Level::avx2)   ? Level::avx2
                                                       : Level::plain;
  return best;
}

}  // namespace tg::cpu
