// Memory in the system's large pages: filling megabytes then causes one page fault where it caused five hundred, and
// reading them here and there misses the TLB less often. A wish only: where the system has no such pages, or none left,
// the memory is what it always was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace tg {

constexpr std::size_t kLargePage = std::size_t{1} << 21;

// For memory that nothing was written to yet. Only pages that lie in it as a whole become large, so nothing takes more
// memory than it asked for.
inline void wish_for_large_pages([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  const std::size_t before = -reinterpret_cast<std::uintptr_t>(begin) % kLargePage;
  if (bytes < before + kLargePage) return;
  ::madvise(static_cast<char*>(begin) + before, (bytes - before) / kLargePage * kLargePage, MADV_HUGEPAGE);
#endif
}

// For vectors whose memory, where it is large, lies in such pages.
template <class T>
class LargeAllocator {
 public:
  using value_type = T;

  LargeAllocator() = default;
  template <class U>
  explicit LargeAllocator(const LargeAllocator<U>&) {}

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
