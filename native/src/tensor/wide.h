// Compiles one loop twice, for the processor the library is built for and for AVX2, and picks at run time. The
// compiler vectorises the loop; no fused multiply-add is enabled, so both give the same bytes.
#pragma once

#include "tensor/element.h"
#include "tokengraft/rows.h"

#if defined(__GNUC__)
#define TG_INLINE [[gnu::always_inline]] inline
#else
#define TG_INLINE inline
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define TG_HAVE_AVX2_TWIN 1
#else
#define TG_HAVE_AVX2_TWIN 0
#endif

namespace tg {

// Kernel::run<Element>(arguments…) for the element that `dtype` names, compiled for the function it is inlined into.
template <class Kernel, class... Arguments>
TG_INLINE void run_for(Dtype dtype, Arguments... arguments) {
  switch (dtype) {
    case Dtype::f32:
      return Kernel::template run<F32>(arguments...);
    case Dtype::f16:
      return Kernel::template run<F16>(arguments...);
    case Dtype::bf16:
      return Kernel::template run<Bf16>(arguments...);
  }
}

#if TG_HAVE_AVX2_TWIN

#define TG_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]]

inline bool has_avx2() {
  static const bool found = __builtin_cpu_supports("avx2") != 0;
  return found;
}

inline bool has_avx512() {
  static const bool found = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                            __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  return found;
}

template <class Kernel, class... Arguments>
[[gnu::target("avx2")]] void run_avx2(Dtype dtype, Arguments... arguments) {
  run_for<Kernel>(dtype, arguments...);
}

// REQUIRES: Kernel::run is TG_INLINE.
template <class Kernel, class... Arguments>
void run_wide(Dtype dtype, Arguments... arguments) {
  if (has_avx2()) return run_avx2<Kernel>(dtype, arguments...);
  run_for<Kernel>(dtype, arguments...);
}

#else

template <class Kernel, class... Arguments>
void run_wide(Dtype dtype, Arguments... arguments) {
  run_for<Kernel>(dtype, arguments...);
}

#endif

}  // namespace tg
