#include "tensor/convert.h"

#include "tensor/element.h"
#include "tensor/wide.h"

namespace tg {
namespace {

// How many rows are added between loading and storing a sum: fewer, and the sums' traffic costs more than the rows'.
constexpr std::size_t kRowsAtOnce = 8;

struct ToDoubles {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, double* __restrict out, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) out[i] = load_double<Element>(bytes, i);
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

struct AddRows {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, std::size_t rows, double* __restrict sums,
                            std::size_t width) {
    const std::size_t grouped = rows - rows % kRowsAtOnce;
    for (std::size_t row = 0; row < grouped; row += kRowsAtOnce) {
      add<Element, kRowsAtOnce>(bytes + row * width * sizeof(typename Element::Bits), sums, width);
    }
    for (std::size_t row = grouped; row < rows; ++row) {
      add<Element, 1>(bytes + row * width * sizeof(typename Element::Bits), sums, width);
    }
  }

  template <class Element, std::size_t kRows>
  TG_INLINE static void add(const std::uint8_t* __restrict bytes, double* __restrict sums, std::size_t width) {
    for (std::size_t column = 0; column < width; ++column) {
      double sum = sums[column];
      for (std::size_t row = 0; row < kRows; ++row) sum += load_double<Element>(bytes, row * width + column);
      sums[column] = sum;
    }
  }
};

struct AnyNonFinite {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, std::size_t count, bool& found) {
    typename Element::Bits any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool non_finite = (load_bits<Element>(bytes, i) & Element::kExponent) == Element::kExponent;
      any |= static_cast<typename Element::Bits>(non_finite);
    }
    found = any != 0;
  }
};

struct AnyMagnitude {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, std::size_t count, bool& found) {
    typename Element::Bits any = 0;
    for (std::size_t i = 0; i < count; ++i) any |= load_bits<Element>(bytes, i);
    found = static_cast<typename Element::Bits>(any << 1) != 0;
  }
};

template <class Kernel, class... Arguments>
void run(Dtype dtype, Arguments&&... arguments) {
  switch (dtype) {
    case Dtype::f32:
      return run_wide<Kernel, F32>(arguments...);
    case Dtype::f16:
      return run_wide<Kernel, F16>(arguments...);
    case Dtype::bf16:
      return run_wide<Kernel, Bf16>(arguments...);
  }
}

}  // namespace

std::size_t dtype_size(Dtype dtype) {
  return dtype == Dtype::f32 ? 4 : 2;
}

std::string_view dtype_name(Dtype dtype) {
  return dtype == Dtype::f32 ? "f32" : dtype == Dtype::f16 ? "f16" : "bf16";
}

void to_doubles(Dtype dtype, const std::uint8_t* bytes, std::span<double> out) {
  run<ToDoubles>(dtype, bytes, out.data(), out.size());
}

void from_doubles(Dtype dtype, std::span<const double> values, std::uint8_t* bytes) {
  run<FromDoubles>(dtype, values.data(), bytes, values.size());
}

void add_weighted(Dtype dtype, const std::uint8_t* bytes, double weight, std::span<double> sums) {
  run<AddWeighted>(dtype, bytes, weight, sums.data(), sums.size());
}

void add_rows(Dtype dtype, const std::uint8_t* bytes, std::size_t rows, std::span<double> sums) {
  run<AddRows>(dtype, bytes, rows, sums.data(), sums.size());
}

bool has_non_finite(Dtype dtype, const std::uint8_t* bytes, std::size_t count) {
  bool found = false;
  run<AnyNonFinite>(dtype, bytes, count, found);
  return found;
}

bool is_all_zero(Dtype dtype, const std::uint8_t* bytes, std::size_t count) {
  bool found = false;
  run<AnyMagnitude>(dtype, bytes, count, found);
  return !found;
}

}  // namespace tg
