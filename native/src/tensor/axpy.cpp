#include "tensor/axpy.h"

#include "tensor/wide.h"

namespace tg {
namespace {

constexpr std::size_t kSums = 16;

struct Axpy {
  template <class Element>
  TG_INLINE static void run(double factor, const double* __restrict source, double* __restrict target,
                            std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) target[i] += factor * source[i];
  }
};

struct Dot {
  template <class Element>
  TG_INLINE static void run(const double* a, const double* b, std::size_t count, double* result) {
    double sums[kSums] = {};
    std::size_t i = 0;
    for (; i + kSums <= count; i += kSums) {
      for (std::size_t j = 0; j < kSums; ++j) sums[j] += a[i + j] * b[i + j];
    }
    double sum = 0;
    for (; i < count; ++i) sum += a[i] * b[i];
    for (const double part : sums) sum += part;
    *result = sum;
  }
};

}  // namespace

void axpy(double factor, const double* source, double* target, std::size_t count) {
  run_wide<Axpy>(Dtype::f32, factor, source, target, count);
}

double dot(const double* a, const double* b, std::size_t count) {
  double result = 0;
  run_wide<Dot>(Dtype::f32, a, b, count, &result);
  return result;
}

}  // namespace tg
