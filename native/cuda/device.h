// What the operations on CUDA share: memory that frees itself, and failures as false.
#pragma once

#include <cuda_runtime.h>

#include <cstddef>

#include "tokengraft/backend.h"

namespace tg::cuda {

#define TG_BACKEND_OP(name, Argument) bool name(const Argument& argument);
#include "tokengraft/backend_ops.def"
#undef TG_BACKEND_OP

constexpr unsigned kBlock = 256;

inline bool succeeded(cudaError_t error) {
  return error == cudaSuccess;
}

inline unsigned blocks_for(std::size_t threads) {
  return static_cast<unsigned>((threads + kBlock - 1) / kBlock);
}

// An array on the device; data() is nullptr where there was no room.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(std::size_t count) : count_(count) {
    if (!succeeded(cudaMalloc(&data_, count * sizeof(T)))) data_ = nullptr;
  }
  ~DeviceArray() { cudaFree(data_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() { return static_cast<T*>(data_); }
  bool fill(const T* from) {
    return data_ != nullptr && succeeded(cudaMemcpy(data_, from, count_ * sizeof(T), cudaMemcpyHostToDevice));
  }
  bool read(T* to) { return succeeded(cudaMemcpy(to, data_, count_ * sizeof(T), cudaMemcpyDeviceToHost)); }

 private:
  void* data_ = nullptr;
  std::size_t count_;
};

// The copy of held memory that begins at or before `memory` and holds `bytes` from there; nullptr where there is none.
const void* held_copy(const void* memory, std::size_t bytes);

}  // namespace tg::cuda
