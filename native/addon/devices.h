// Devices: loadDevice, useDevice, device.
#pragma once

#include <napi.h>

namespace tg::addon {

void export_devices(Napi::Object exports);

}  // namespace tg::addon
