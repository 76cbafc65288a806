// Asking for memory before it is needed.
#pragma once

namespace tg {

// Begins to fetch the cache line at `at`, which need not be readable. The empty statement keeps it: GCC takes a
// function that does nothing but prefetch for one without effects, and drops calls of it that it does not inline.
inline void prefetch(const void* at) {
  __builtin_prefetch(at);
  __asm__ volatile("" : : "r"(at));
}

}  // namespace tg
