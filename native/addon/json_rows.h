// JsonRows: tg::JsonRowEncoder for JavaScript.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_json_rows(Napi::Object exports);

}  // namespace tg::addon
