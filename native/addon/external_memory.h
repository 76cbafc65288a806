// Native memory that V8 is told of: it collects the small objects that hold much of it in time.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace tg::addon {

class ExternalMemory {
 public:
  ExternalMemory(Napi::BasicEnv env, std::size_t bytes) : env_(env), bytes_(static_cast<std::int64_t>(bytes)) {
    Napi::MemoryManagement::AdjustExternalMemory(env_, bytes_);
  }
  ~ExternalMemory() { Napi::MemoryManagement::AdjustExternalMemory(env_, -bytes_); }
  ExternalMemory(const ExternalMemory&) = delete;
  ExternalMemory& operator=(const ExternalMemory&) = delete;

 private:
  Napi::BasicEnv env_;
  std::int64_t bytes_;
};

// Gives freed blocks back to the system. glibc keeps what was freed in another thread's arena: after opening and
// closing a few tokenizers that was a quarter of the process.
inline void return_freed_memory() {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

}  // namespace tg::addon
