// Time for micro-benchmarks: nanoseconds, and ticks of the processor's time-stamp counter where it has one.
#pragma once

#include <chrono>
#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#include <x86intrin.h>
#endif

namespace bench {

struct Moment {
  std::chrono::steady_clock::time_point time;
  std::uint64_t ticks;
};

// The counter runs at a fixed rate near the nominal frequency, whatever the core's clock does: "cycles" are nominal
// ones.
inline std::uint64_t ticks() {
#if defined(__x86_64__) || defined(_M_X64)
  return __rdtsc();
#else
  return 0;
#endif
}

inline Moment now() {
  return {std::chrono::steady_clock::now(), ticks()};
}

struct Lap {
  double nanoseconds;
  double ticks;  // 0: the processor has no counter that we read
};

inline Lap since(const Moment& begin) {
  const Moment end = now();
  return {std::chrono::duration<double, std::nano>(end.time - begin.time).count(),
          static_cast<double>(end.ticks - begin.ticks)};
}

}  // namespace bench
