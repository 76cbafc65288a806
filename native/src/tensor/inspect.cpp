#include "tensor/inspect.h"

#include <algorithm>

#include "tensor/wide.h"

namespace tg {
namespace {

// Most rows show at their beginning that they are not zero.
constexpr std::size_t kGlance = 64;

struct AnyNonFinite {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, std::size_t count, bool* found) {
    typename Element::Bits any = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool non_finite = (load_bits<Element>(bytes, i) & Element::kExponent) == Element::kExponent;
      any |= static_cast<typename Element::Bits>(non_finite);
    }
    *found = any != 0;
  }
};

struct AnyMagnitude {
  template <class Element>
  TG_INLINE static void run(const std::uint8_t* __restrict bytes, std::size_t count, bool* found) {
    typename Element::Bits any = 0;
    for (std::size_t i = 0; i < count; ++i) any |= load_bits<Element>(bytes, i);
    *found = static_cast<typename Element::Bits>(any << 1) != 0;  // without the sign
  }
};

bool has_magnitude(Dtype dtype, const std::uint8_t* bytes, std::size_t count) {
  bool found = false;
  run_wide<AnyMagnitude>(dtype, bytes, count, &found);
  return found;
}

}  // namespace

bool has_non_finite(Dtype dtype, const std::uint8_t* bytes, std::size_t count) {
  bool found = false;
  run_wide<AnyNonFinite>(dtype, bytes, count, &found);
  return found;
}

bool is_all_zero(Dtype dtype, const std::uint8_t* bytes, std::size_t count) {
  return !has_magnitude(dtype, bytes, std::min(count, kGlance)) && !has_magnitude(dtype, bytes, count);
}

}  // namespace tg
