// Memory that grows and is kept from call to call: allocating takes longer than the work. Each call borrows a workspace
// with a stream of its own, so that calls from several threads copy and compute side by side.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "device.h"

namespace tg::cuda {

struct OnDevice {
  static cudaError_t allocate(void** data, std::size_t bytes) { return cudaMalloc(data, bytes); }
  static void release(void* data) { cudaFree(data); }
};

// Memory of the host that the device copies from and to at full speed.
struct Pinned {
  static cudaError_t allocate(void** data, std::size_t bytes) { return cudaMallocHost(data, bytes); }
  static void release(void* data) { cudaFreeHost(data); }
};

template <class T, class Place>
class Room {
 public:
  Room() = default;
  ~Room() { Place::release(data_); }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  // False where there is no memory. What was in it is lost.
  bool reserve(std::size_t count) {
    if (count <= count_) return true;
    Place::release(data_);
    count_ = count + count / 4;
    if (succeeded(Place::allocate(&data_, count_ * sizeof(T)))) return true;
    data_ = nullptr;
    count_ = 0;
    return false;
  }
  T* data() { return static_cast<T*>(data_); }

 private:
  void* data_ = nullptr;
  std::size_t count_ = 0;
};

// What is copied between host and device: the same on both sides.
template <class T>
struct Mirrored {
  Room<T, Pinned> host;
  Room<T, OnDevice> device;

  bool reserve(std::size_t count) { return host.reserve(count) && device.reserve(count); }
  bool upload(std::size_t count, cudaStream_t stream) {
    return succeeded(cudaMemcpyAsync(device.data(), host.data(), count * sizeof(T), cudaMemcpyHostToDevice, stream));
  }
  bool download(std::size_t count, cudaStream_t stream) {
    return succeeded(cudaMemcpyAsync(host.data(), device.data(), count * sizeof(T), cudaMemcpyDeviceToHost, stream));
  }
};

template <class Workspace>
class WorkspacePool {
 public:
  // Lives as long as the process: the driver may be gone before the last static is.
  static WorkspacePool& of_process() {
    static auto* const pool = new WorkspacePool();
    return *pool;
  }

  std::unique_ptr<Workspace> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Workspace>();
    std::unique_ptr<Workspace> workspace = std::move(idle_.back());
    idle_.pop_back();
    return workspace;
  }
  void give_back(std::unique_ptr<Workspace> workspace) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(workspace));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
};

}  // namespace tg::cuda
