// How much memory the big tables take, for `Tokenizer::memory_bytes`: what containers have asked for, without what the
// allocator adds.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tg {

template <class T, class Allocator>
std::size_t memory_bytes(const std::vector<T, Allocator>& elements) {
  return elements.capacity() * sizeof(T);
}

inline std::size_t memory_bytes(const std::string& text) {
  return text.capacity();
}

}  // namespace tg
