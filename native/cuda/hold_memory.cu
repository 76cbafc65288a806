// Copies of memory that stays as it is.
#include <map>
#include <mutex>

#include "device.h"

namespace tg::cuda {
namespace {

struct Held {
  void* copy;
  std::size_t bytes;
};

std::mutex mutex;
std::map<const char*, Held>& held() {
  static auto* const all = new std::map<const char*, Held>();  // some are released after the last static is gone
  return *all;
}

void release(const char* memory) {
  const auto found = held().find(memory);
  if (found == held().end()) return;
  cudaFree(found->second.copy);
  held().erase(found);
}

}  // namespace

// Without room nothing is held, and top_matches copies what it needs each time.
bool hold_memory(const HeldMemory& memory) {
  const std::lock_guard lock(mutex);
  const auto* begin = static_cast<const char*>(memory.memory);
  release(begin);
  void* copy = nullptr;
  if (memory.bytes == 0 || !succeeded(cudaMalloc(&copy, memory.bytes))) return true;
  if (succeeded(cudaMemcpy(copy, begin, memory.bytes, cudaMemcpyHostToDevice))) {
    held()[begin] = {copy, memory.bytes};
  } else {
    cudaFree(copy);
  }
  return true;
}

const void* held_copy(const void* memory, std::size_t bytes) {
  const std::lock_guard lock(mutex);
  const auto* begin = static_cast<const char*>(memory);
  auto after = held().upper_bound(begin);
  if (after == held().begin()) return nullptr;
  const auto& [start, found] = *--after;
  const auto offset = static_cast<std::size_t>(begin - start);
  return offset + bytes <= found.bytes ? static_cast<const char*>(found.copy) + offset : nullptr;
}

}  // namespace tg::cuda
