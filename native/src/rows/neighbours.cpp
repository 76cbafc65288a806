#include "rows/neighbours.h"

#include <algorithm>
#include <cmath>

#include "rows/least_squares.h"
#include "tensor/convert.h"
#include "tensor/dot.h"

namespace tg {
namespace {

double norm_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

void scale_to_one(std::span<double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight = sum > 0 ? weight / sum : 1 / static_cast<double>(weights.size());
}

std::vector<double> equal_weights(std::size_t count) {
  return std::vector<double>(count, 1 / static_cast<double>(count));
}

// A distance of zero takes everything: the target is an anchor.
std::vector<double> closeness(const CodePlan& plan, std::span<const double> target,
                              std::span<const Candidate> nearest) {
  const double norm = norm_of(target);
  std::vector<double> weights;
  for (const Candidate& candidate : nearest) {
    if (!plan.euclidean) {
      weights.push_back(std::max(0.0, candidate.score / norm));
      continue;
    }
    const double distance = std::sqrt(std::max(0.0, -candidate.score));
    if (distance == 0) {
      std::vector<double> one(nearest.size());
      one[weights.size()] = 1;
      return one;
    }
    weights.push_back(1 / distance);
  }
  scale_to_one(weights);
  return weights;
}

// Atoms that hardly differ from a sum of others get the weight 0.
constexpr double kDependent = 1e-5;

std::vector<double> least_squares(const Anchors& anchors, std::span<const double> target,
                                  std::span<const Candidate> nearest) {
  GramFactor factor;
  std::vector<std::size_t> used;
  std::vector<double> right;
  std::vector<double> row(anchors.width());
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    const std::uint32_t anchor = nearest[i].anchor;
    to_doubles(anchors.dtype(), anchors.row(anchor), row);
    std::vector<double> products;
    products.reserve(used.size());
    for (const std::size_t other : used) {
      products.push_back(dot(anchors.dtype(), anchors.row(nearest[other].anchor), row));
    }
    const double norm = anchors.norm(anchor);
    factor.add(products, norm * norm, kDependent * kDependent * norm * norm);
    if (factor.size() == used.size()) continue;
    used.push_back(i);
    right.push_back(dot(anchors.dtype(), anchors.row(anchor), target));
  }
  factor.solve(right);
  std::vector<double> weights(nearest.size());
  for (std::size_t i = 0; i < used.size(); ++i) weights[used[i]] = right[i];
  return weights;
}

// Saul and Roweis' weights of locally linear embedding: Gram matrix of the differences from the target, a thousandth of
// its trace on the diagonal against singularity, solved for ones and scaled to the sum 1.
std::vector<double> barycentric(const Anchors& anchors, std::span<const double> target,
                                std::span<const Candidate> nearest) {
  const std::size_t count = nearest.size();
  std::vector<std::vector<double>> differences(count, std::vector<double>(anchors.width()));
  std::vector<double> gram(count * count);
  double trace = 0;
  for (std::size_t i = 0; i < count; ++i) {
    to_doubles(anchors.dtype(), anchors.row(nearest[i].anchor), differences[i]);
    for (std::size_t c = 0; c < target.size(); ++c) differences[i][c] -= target[c];
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t c = 0; c < target.size(); ++c) gram[i * count + j] += differences[i][c] * differences[j][c];
    }
    trace += gram[i * count + i];
  }
  if (trace == 0) return equal_weights(count);
  GramFactor factor;
  for (std::size_t i = 0; i < count; ++i) {
    factor.add(std::span(gram).subspan(i * count, i), gram[i * count + i] + trace * 1e-3, 0);
  }
  std::vector<double> weights(count, 1.0);
  factor.solve(weights);
  scale_to_one(weights);
  return weights;
}

}  // namespace

std::vector<double> weights_of_nearest(const CodePlan& plan, const Anchors& anchors, std::span<const double> target,
                                       std::span<const Candidate> nearest) {
  switch (plan.weights) {
    case NearestWeights::closeness:
      return closeness(plan, target, nearest);
    case NearestWeights::equal:
      return equal_weights(nearest.size());
    case NearestWeights::barycentric:
      return barycentric(anchors, target, nearest);
    case NearestWeights::least_squares:
      return least_squares(anchors, target, nearest);
  }
  return {};
}

std::vector<double> softmax(std::span<const double> scores, double temperature) {
  std::vector<double> weights;
  for (const double score : scores) weights.push_back(std::exp((score - scores[0]) / temperature));
  scale_to_one(weights);
  return weights;
}

std::vector<double> sparsemax(std::span<const double> scores) {
  double sum = 0;
  double threshold = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    sum += scores[i];
    if (1 + static_cast<double>(i + 1) * scores[i] <= sum) break;
    threshold = (sum - 1) / static_cast<double>(i + 1);
  }
  std::vector<double> weights;
  for (const double score : scores) {
    if (score <= threshold) break;
    weights.push_back(score - threshold);
  }
  return weights;
}

}  // namespace tg
