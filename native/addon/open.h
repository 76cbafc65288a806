// Opening tokenizers.
#pragma once

#include "js.h"

namespace tg::addon {

void export_open(napi_env env, napi_value exports);

}  // namespace tg::addon
