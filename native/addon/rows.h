// The row kernels: fillRows, computeRows, codeRows, auditRows, surveyRows.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_rows(Napi::Object exports);

}  // namespace tg::addon
