#include "add_weighted.cuh"

namespace tg::cuda {

bool add_weighted_floats(const WeightedFloats& block) {
  return add_weighted(block, block.weights, block.elements);
}

}  // namespace tg::cuda
