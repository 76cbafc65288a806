// Byte ranges and folders: copyRange, cloneFile, compareRanges, exchangePaths.
#pragma once

#include "js.h"

namespace tg::addon {

void export_files(napi_env env, napi_value exports);

}  // namespace tg::addon
