#include "tensor/dot.h"

#include "tensor/wide.h"

namespace tg {
namespace {

// As many sums side by side, so that compilers can keep them in vectors without changing the order.
constexpr std::size_t kSums = 32;

struct Dot {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, const double* __restrict values, std::size_t count,
                            double* result) {
    double sums[kSums] = {};
    std::size_t i = 0;
    for (; i + kSums <= count; i += kSums) {
      for (std::size_t j = 0; j < kSums; ++j) sums[j] += values[i + j] * load_double<Element>(bytes, i + j);
    }
    double sum = 0;
    for (; i < count; ++i) sum += values[i] * load_double<Element>(bytes, i);
    for (const double part : sums) sum += part;
    *result = sum;
  }
};

}  // namespace

double dot(Dtype dtype, const std::uint8_t* bytes, std::span<const double> values) {
  double result = 0;
  run_wide<Dot>(dtype, bytes, values.data(), values.size(), &result);
  return result;
}

}  // namespace tg
