// Vectors of floats whose length is a parameter: one loop, compiled for the instructions of the function that it is
// inlined into. Nothing here is passed by value, so no calling convention depends on the length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tensor/wide.h"

namespace tg::cpu {

inline float bf16_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

#if TG_HAVE_AVX2_TWIN

// Only complete specialisations: clang 14 refuses a vector whose length is a template's parameter in an alias.
template <std::size_t kLanes>
struct Vector;
template <>
struct Vector<8> {
  typedef float Floats __attribute__((vector_size(32)));
  typedef std::uint32_t Words __attribute__((vector_size(32)));
  typedef std::uint16_t Halves __attribute__((vector_size(16)));
};
template <>
struct Vector<16> {
  typedef float Floats __attribute__((vector_size(64)));
  typedef std::uint32_t Words __attribute__((vector_size(64)));
  typedef std::uint16_t Halves __attribute__((vector_size(32)));
};

template <std::size_t kLanes>
TG_INLINE void load(const float* from, typename Vector<kLanes>::Floats& to) {
  std::memcpy(&to, from, sizeof to);
}

template <std::size_t kLanes>
TG_INLINE void load(const std::uint16_t* from, typename Vector<kLanes>::Floats& to) {
  typename Vector<kLanes>::Halves halves;
  std::memcpy(&halves, from, sizeof halves);
  to = (typename Vector<kLanes>::Floats)(__builtin_convertvector(halves, typename Vector<kLanes>::Words) << 16);
}

template <std::size_t kLanes>
TG_INLINE void store(const typename Vector<kLanes>::Floats& from, float* to) {
  std::memcpy(to, &from, sizeof from);
}

#endif

}  // namespace tg::cpu
