// Time for micro-benchmarks: nanoseconds of processor time, which neighbours do not lengthen, and nominal cycles.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

#if defined(__x86_64__) || defined(_M_X64)
#include <x86intrin.h>
#endif

namespace bench {

// The time-stamp counter runs at a fixed rate near the nominal frequency, whatever the core's clock does. 0: there is
// none that we read.
inline std::uint64_t ticks() {
#if defined(__x86_64__) || defined(_M_X64)
  return __rdtsc();
#else
  return 0;
#endif
}

inline double wall_nanoseconds() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Of this thread alone; the clock on the wall where the system has no such count.
inline double thread_nanoseconds() {
#if defined(CLOCK_THREAD_CPUTIME_ID)
  std::timespec time{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0) {
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  }
#endif
  return wall_nanoseconds();
}

struct Moment {
  double thread;
  double wall;
  std::uint64_t ticks;
};

inline Moment now() {
  return {thread_nanoseconds(), wall_nanoseconds(), ticks()};
}

struct Lap {
  double nanoseconds;
  double cycles;  // as many as the counter would have ticked in that time
};

inline Lap since(const Moment& begin) {
  const Moment end = now();
  const double nanoseconds = end.thread - begin.thread;
  const double rate = static_cast<double>(end.ticks - begin.ticks) / (end.wall - begin.wall);
  return {nanoseconds, nanoseconds * rate};
}

}  // namespace bench
