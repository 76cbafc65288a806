// How long encode_sections takes on the device alone, step by step, and how fast the device and the bus copy.
#pragma once

#include "tokengraft/backend.h"

namespace tg::cuda {

// Milliseconds, medians.
struct KernelTimes {
  float cut = 0;
  float look_up = 0;
  float merge = 0;
  float count = 0;
  float write = 0;

  float all() const { return cut + look_up + merge + count + write; }
};

// False where the device fails.
bool time_kernels(const EncodeSections& batch, KernelTimes& times);

// Bytes a second: read and written by a copy on the device, from pinned memory to it, and back.
struct CopyRates {
  double on_device = 0;
  double to_device = 0;
  double from_device = 0;
};
bool measure_copies(CopyRates& rates);

}  // namespace tg::cuda
