// Vectors whose memory, where it is large, lies in large pages.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "tokengraft/large_pages.h"

namespace tg {

template <class T>
class LargeAllocator {
 public:
  using value_type = T;

  LargeAllocator() = default;
  template <class U>
  LargeAllocator(const LargeAllocator<U>&) {}  // NOLINT(google-explicit-constructor): what an allocator has to have

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (!is_large(count)) return static_cast<T*>(::operator new (bytes, std::align_val_t{alignof(T)}));
    void* const memory = ::operator new (bytes, std::align_val_t{kLargePage});
    wish_for_large_pages(memory, bytes);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    ::operator delete (memory, std::align_val_t{is_large(count) ? kLargePage : alignof(T)});
  }

  bool operator==(const LargeAllocator&) const { return true; }

 private:
  static bool is_large(std::size_t count) { return count >= kLargePage / sizeof(T); }
};

template <class T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace tg
