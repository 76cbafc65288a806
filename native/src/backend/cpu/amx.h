// Intel's matrix tiles, where compiler, processor and system have them.
#pragma once

#include "backend/cpu/vectors.h"

#if TG_HAVE_AVX2_TWIN && defined(__linux__)
#define TG_HAVE_AMX 1
#define TG_AMX [[gnu::target("amx-tile,amx-bf16,avx512f,avx512bw,avx512dq,avx512vl")]]
#else
#define TG_HAVE_AMX 0
#endif

namespace tg::cpu {

#if TG_HAVE_AMX

// True when tiles may be used; the system is asked for leave the first time.
bool has_amx();

// Makes all eight tiles 16 rows of 64 bytes, and lets go of them in the end. A thread's tiles are its own.
class Tiles {
 public:
  TG_AMX Tiles();
  TG_AMX ~Tiles();
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;
};

#endif

}  // namespace tg::cpu
