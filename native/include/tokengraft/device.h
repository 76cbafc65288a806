// Which device the operations of rows/ run on, and devices for batches of text: the processor, or what a shared library
// brings (see backend.h).
#pragma once

#include <string>

#include "tokengraft/status.h"

namespace tg {

struct Backend;

// The device of a library, loaded when it is first asked for; it stays loaded. Fails with Code::unsupported where the
// library or its device is not there or speaks another version. Instead of a path, the word "processor" names the table
// below: it lets the whole way to a device be tried where there is none.
Result<const Backend*> load_device(const std::string& library);

// Loads a device's library; from now on operations of rows/ run there, and on the processor where it fails. Fails as
// load_device does, the processor staying in use.
Status use_device(const std::string& library);

// What operations of rows/ run on: "processor: AMX", "CUDA: NVIDIA H200".
std::string device_name();

// The processor as a device, complete and slow: what other devices are tested against.
const Backend& processor();

}  // namespace tg
