// The one symbol that the core looks for.
#include <string>

#include "device.h"

namespace {

std::string name_of_device() {
  cudaDeviceProp properties{};
  const bool found = tg::cuda::succeeded(cudaGetDeviceProperties(&properties, 0));
  return std::string("CUDA: ") + (found ? properties.name : "a device");
}

const char* reason_for_none() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) return cudaGetErrorString(error);
  return count == 0 ? "there is no CUDA device" : nullptr;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const tg::Backend* tokengraft_backend(const char** reason) {
  *reason = reason_for_none();
  if (*reason != nullptr) return nullptr;
  static const std::string name = name_of_device();
  static const tg::Backend backend = {
      tg::kBackendAbi,
      name.c_str(),
#define TG_BACKEND_OP(operation, Argument) tg::cuda::operation,
#include "tokengraft/backend_ops.def"
#undef TG_BACKEND_OP
  };
  return &backend;
}
