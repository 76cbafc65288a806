// The operations on the processor. Each picks the widest instructions that the processor has.
#pragma once

#include "tokengraft/backend.h"

namespace tg::cpu {

#define TG_BACKEND_OP(name, Argument) bool name(const Argument& argument);
#include "tokengraft/backend_ops.def"
#undef TG_BACKEND_OP

}  // namespace tg::cpu
