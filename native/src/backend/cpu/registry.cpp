#include "backend/cpu/cpu_ops.h"

namespace tg {

const Backend& cpu_backend() {
  static constexpr Backend backend = {
#define TG_BACKEND_OP(name, Argument) cpu::name,
#include "backend/backend_ops.def"
#undef TG_BACKEND_OP
  };
  return backend;
}

}  // namespace tg
