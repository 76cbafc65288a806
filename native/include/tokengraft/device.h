// Which device the operations of rows/ run on: the processor, or what a shared library brings (see backend.h).
#pragma once

#include <string>

#include "tokengraft/status.h"

namespace tg {

// Loads a device's library; from now on operations run there, and on the processor where it fails. The library stays
// loaded. Fails with Code::unsupported, the processor staying in use, where the library or its device is not there or
// speaks another version.
Status use_device(const std::string& library);

// "processor: AMX", "CUDA: NVIDIA H200".
std::string device_name();

}  // namespace tg
