// The table that operations go to.
#pragma once

#include "tokengraft/backend.h"

namespace tg {

// What this processor does best, chosen when it is first asked for.
const Backend& cpu_backend();

// The device in use, or the processor.
const Backend& current_backend();

// Runs an operation on the device in use, and on the processor if it fails there.
template <class Argument>
void run_on_device(bool (*Backend::*operation)(const Argument&), const Argument& argument) {
  const Backend& device = current_backend();
  if ((device.*operation)(argument)) return;
  (void)(cpu_backend().*operation)(argument);  // never fails
}

}  // namespace tg
