// The two inner loops of algebra in double; the same bits on every processor.
#pragma once

#include <cstddef>

namespace tg {

// target[i] += factor * source[i].
void axpy(double factor, const double* source, double* target, std::size_t count);

// The sum of a[i] * b[i], in an order that `count` fixes.
double dot(const double* a, const double* b, std::size_t count);

}  // namespace tg
