#include "backend/cpu/peak.h"

#include "backend/cpu/amx.h"

#if TG_HAVE_AVX2_TWIN
#include <immintrin.h>
#endif

namespace tg::cpu {
namespace {

constexpr int kRounds = 1 << 20;

// Results go here, so that no compiler finds them useless.
volatile float sink = 0;

#if TG_HAVE_AMX
// Numbers that change, since multiplying zeros needs less power and may run faster. Six independent sums hide the
// latency.
TG_AMX void multiply_tiles() {
  alignas(64) std::uint16_t numbers[512];
  for (std::size_t i = 0; i < 512; ++i) numbers[i] = static_cast<std::uint16_t>(0x3c00 + i * 37 % 512);
  const Tiles tiles;
  _tile_loadd(6, numbers, 64);
  _tile_loadd(7, numbers, 64);
  for (int round = 0; round < kRounds; round += 6) {
    _tile_dpbf16ps(0, 6, 7);
    _tile_dpbf16ps(1, 6, 7);
    _tile_dpbf16ps(2, 6, 7);
    _tile_dpbf16ps(3, 6, 7);
    _tile_dpbf16ps(4, 6, 7);
    _tile_dpbf16ps(5, 6, 7);
  }
}
#endif

#if TG_HAVE_AVX2_TWIN
[[gnu::target("avx512f")]] void multiply_avx512() {
  __m512 sums[16] = {};
  const __m512 factor = _mm512_set1_ps(0.5F);
  for (int round = 0; round < kRounds; ++round) {
    for (__m512& sum : sums) sum = _mm512_fmadd_ps(sum, factor, factor);
  }
  for (const __m512& sum : sums) sink = sink + _mm512_cvtss_f32(sum);
}

[[gnu::target("avx2,fma")]] void multiply_avx2() {
  __m256 sums[12] = {};
  const __m256 factor = _mm256_set1_ps(0.5F);
  for (int round = 0; round < kRounds; ++round) {
    for (__m256& sum : sums) sum = _mm256_fmadd_ps(sum, factor, factor);
  }
  for (const __m256& sum : sums) sink = sink + _mm256_cvtss_f32(sum);
}

bool has_fma() {
  static const bool found = __builtin_cpu_supports("fma") != 0;
  return found;
}
#endif

void multiply_plain() {
  float sums[8] = {};
  for (int round = 0; round < kRounds; ++round) {
    for (float& sum : sums) sum = sum * 0.5F + 0.5F;
  }
  for (const float sum : sums) sink = sink + sum;
}

struct Peak {
  const char* name;
  void (*run)();
  double operations;  // a round
};

Peak find_peak() {
#if TG_HAVE_AMX
  if (has_amx()) return {"bf16 on AMX", multiply_tiles, 2.0 * 16 * 16 * 32};
#endif
#if TG_HAVE_AVX2_TWIN
  if (has_avx512()) return {"f32 on AVX-512", multiply_avx512, 2.0 * 16 * 16};
  if (has_avx2() && has_fma()) return {"f32 on AVX2", multiply_avx2, 2.0 * 12 * 8};
#endif
  return {"f32", multiply_plain, 2.0 * 8};
}

const Peak& peak() {
  static const Peak found = find_peak();
  return found;
}

}  // namespace

const char* peak_name() {
  return peak().name;
}

void run_peak() {
  peak().run();
}

double peak_operations() {
  return peak().operations * kRounds;
}

}  // namespace tg::cpu
