// countRows and appendRows: tg::count_rows and tg::append_rows for JavaScript.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_row_columns(Napi::Object exports);

}  // namespace tg::addon
