// cuBLAS is loaded when it is first needed: a machine without it uses the kernel beside this file. Of its interface the
// few names and numbers that are used are written down here, so that building needs no cuBLAS either.
#include <dlfcn.h>

#include <mutex>

#include "scores.h"

namespace tg::cuda {
namespace {

using Handle = void*;
using Create = int (*)(Handle*);
using GemmEx = int (*)(Handle, int, int, int, int, int, const void*, const void*, int, int, const void*, int, int,
                       const void*, void*, int, int, int, int);

// cublas_api.h and library_types.h of CUDA 11 to 13.
constexpr int kTransposed = 1;
constexpr int kAsItIs = 0;
constexpr int kBf16 = 14;
constexpr int kF32 = 0;
constexpr int kComputeF32 = 68;
constexpr int kDefault = -1;

struct Cublas {
  Handle handle = nullptr;
  GemmEx multiply = nullptr;
};

Cublas open() {
  for (const char* name : {"libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so"}) {
    void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) continue;
    const auto create = reinterpret_cast<Create>(dlsym(library, "cublasCreate_v2"));
    const auto multiply = reinterpret_cast<GemmEx>(dlsym(library, "cublasGemmEx"));
    Handle handle = nullptr;
    if (create != nullptr && multiply != nullptr && create(&handle) == 0) return {handle, multiply};
    dlclose(library);
  }
  return {};
}

}  // namespace

// In cuBLAS' order of columns our rows are the columns of a transposed matrix: scores^T = rows * queries^T.
bool score_by_cublas(const ScoreChunk& chunk) {
  static const Cublas cublas = open();
  static std::mutex mutex;  // a handle serves one thread at a time
  if (cublas.multiply == nullptr) return false;
  const std::lock_guard lock(mutex);
  const float one = 1;
  const float zero = 0;
  const auto count = static_cast<int>(chunk.count);
  const auto queries = static_cast<int>(chunk.query_count);
  const auto width = static_cast<int>(chunk.width);
  return cublas.multiply(cublas.handle, kTransposed, kAsItIs, count, queries, width, &one, chunk.rows, kBf16, width,
                         chunk.queries, kBf16, width, &zero, chunk.scores, kF32, count, kComputeF32, kDefault) == 0;
}

}  // namespace tg::cuda
