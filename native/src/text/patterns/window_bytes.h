// Sixty-four bytes of text in vector registers, and which of them pass a test as a mask with a bit a byte: by AVX2 and
// BMI2, asked for at run time, or by NEON, which every 64-bit ARM processor has. TG_HAVE_WINDOWS says whether there is
// either. Both files define have_windows, WindowBytes, load_window, mask_of and the tests for it, and WindowPlaces,
// which does what BitPlaces does.
#pragma once

// Schemes read a few of a window's masks; those that they do not read cost nothing where everything is one function.
#define TG_WINDOW_INLINE TG_WINDOW_TARGET __attribute__((always_inline)) inline

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define TG_HAVE_WINDOWS 1
#define TG_WINDOW_TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#include "text/patterns/avx2_bytes.h"
#elif defined(__aarch64__) && defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define TG_HAVE_WINDOWS 1
#define TG_WINDOW_TARGET
#include "text/patterns/neon_bytes.h"
#endif
