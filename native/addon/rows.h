// The row kernels: fillRows, computeRows, codeRows, auditRows, useDevice, device.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_rows(Napi::Object exports);

}  // namespace tg::addon
