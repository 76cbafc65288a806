// The row kernels: fillRows, computeRows, auditRows.
#pragma once

#include "js.h"

namespace tg::addon {

void export_rows(napi_env env, napi_value exports);

}  // namespace tg::addon
