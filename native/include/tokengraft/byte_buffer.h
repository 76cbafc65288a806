// Bytes in one growing block that is never zeroed and used again from call to call: a std::string writes every byte
// that it grows by, and a fresh one asks the system for pages.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "tokengraft/large_pages.h"

namespace tg {

class ByteBuffer {
 public:
  std::string_view bytes() const { return {memory_.get(), size_}; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }

  // Memory behind the end, `room` bytes of it at least, aligned for anything when the buffer is empty. Write there,
  // then say where the end is.
  char* tail(std::size_t room) {
    if (capacity_ - size_ < room) reserve(size_ + room);
    return memory_.get() + size_;
  }
  void set_end(const char* end) { size_ = static_cast<std::size_t>(end - memory_.get()); }

  void append(std::string_view bytes) {
    char* const to = tail(bytes.size());
    if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  // Forgets the bytes, and gives memory back when something unusual made it large.
  void clear() {
    size_ = 0;
    if (capacity_ <= kKeptCapacity) return;
    memory_.reset();
    capacity_ = 0;
  }

 private:
  static constexpr std::size_t kKeptCapacity = std::size_t{4} << 20;

  void reserve(std::size_t capacity) {
    const std::size_t grown = std::max(capacity, capacity_ + capacity_ / 2);
    void* const moved =
        capacity_ == 0 && grown >= kLargePage ? allocate_large(grown) : std::realloc(memory_.get(), grown);
    if (moved == nullptr) throw std::bad_alloc();
    static_cast<void>(memory_.release());
    memory_.reset(static_cast<char*>(moved));
    capacity_ = grown;
  }

  static void* allocate_large(std::size_t size) {
    const std::size_t pages = (size + kLargePage - 1) / kLargePage * kLargePage;
    void* const memory = std::aligned_alloc(kLargePage, pages);
    if (memory != nullptr) wish_for_large_pages(memory, pages);
    return memory;
  }

  struct Free {
    void operator()(char* memory) const { std::free(memory); }
  };
  std::unique_ptr<char, Free> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tg
