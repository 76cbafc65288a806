// The operations on the processor. Each picks the widest instructions that the processor has.
#pragma once

#include "backend/backend.h"

namespace tg::cpu {

#define TG_BACKEND_OP(name, Argument) void name(const Argument& argument);
#include "backend/backend_ops.def"
#undef TG_BACKEND_OP

}  // namespace tg::cpu
