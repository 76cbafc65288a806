// Byte ranges and folders: copyRange, cloneFile, compareRanges, exchangePaths.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_files(Napi::Object exports);

}  // namespace tg::addon
