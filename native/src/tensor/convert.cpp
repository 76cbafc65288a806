#include "tensor/convert.h"

#include "tensor/element.h"
#include "tensor/wide.h"

namespace tg {
namespace {

struct ToDoubles {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, double* __restrict out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = load_double<Element>(bytes, i);
  }
};

struct ToFloats {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, float* __restrict out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = Element::to_float(load_bits<Element>(bytes, i));
  }
};

struct FromDoubles {
  template <class Element>
  TG_INLINE static void run(const double* __restrict values, std::uint8_t* __restrict bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto bits = Element::from_double(values[i]);
      std::memcpy(bytes + i * sizeof bits, &bits, sizeof bits);
    }
  }
};

struct AddWeighted {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, double weight, double* __restrict sums,
                            std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sums[i] += weight * load_double<Element>(bytes, i);
  }
};

}  // namespace

std::size_t dtype_size(Dtype dtype) {
  return dtype == Dtype::f32 ? 4 : 2;
}

std::string_view dtype_name(Dtype dtype) {
  return dtype == Dtype::f32 ? "f32" : dtype == Dtype::f16 ? "f16" : "bf16";
}

void to_doubles(Dtype dtype, const std::uint8_t* bytes, std::span<double> out) {
  run_wide<ToDoubles>(dtype, bytes, out.data(), out.size());
}

void to_floats(Dtype dtype, const std::uint8_t* bytes, std::span<float> out) {
  run_wide<ToFloats>(dtype, bytes, out.data(), out.size());
}

void from_doubles(Dtype dtype, std::span<const double> values, std::uint8_t* bytes) {
  run_wide<FromDoubles>(dtype, values.data(), bytes, values.size());
}

void add_weighted(Dtype dtype, const std::uint8_t* bytes, double weight, std::span<double> sums) {
  run_wide<AddWeighted>(dtype, bytes, weight, sums.data(), sums.size());
}

}  // namespace tg
