// Compiles one loop twice, for the processor the library is built for and for AVX2, and picks at run time. The
// compiler vectorises the loop; no fused multiply-add is enabled, so both give the same bytes.
#pragma once

#if defined(__GNUC__)
#define TG_INLINE [[gnu::always_inline]] inline
#else
#define TG_INLINE inline
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define TG_HAVE_AVX2_TWIN 1
#endif

namespace tg {

// Kernel::run<Element>(arguments…) as the build's own processor runs it: the twin that the wide one is tested against.
template <class Kernel, class Element, class... Arguments>
void run_plain(Arguments&&... arguments) {
  Kernel::template run<Element>(arguments...);
}

#if TG_HAVE_AVX2_TWIN

template <class Kernel, class Element, class... Arguments>
[[gnu::target("avx2")]] void run_avx2(Arguments&&... arguments) {
  Kernel::template run<Element>(arguments...);
}

inline bool has_avx2() {
  static const bool found = __builtin_cpu_supports("avx2") != 0;
  return found;
}

template <class Kernel, class Element, class... Arguments>
void run_wide(Arguments&&... arguments) {
  if (has_avx2()) return run_avx2<Kernel, Element>(arguments...);
  run_plain<Kernel, Element>(arguments...);
}

#else

template <class Kernel, class Element, class... Arguments>
void run_wide(Arguments&&... arguments) {
  run_plain<Kernel, Element>(arguments...);
}

#endif

}  // namespace tg
