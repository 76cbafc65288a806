// Opening tokenizers.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_open(Napi::Object exports);

}  // namespace tg::addon
