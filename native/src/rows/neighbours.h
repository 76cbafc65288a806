// Weights of the anchors nearest to one target.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rows/search.h"
#include "tokengraft/codes.h"

namespace tg {

// Of `nearest`, best first, whose scores are cosines times the target's norm, or squared distances, negated.
std::vector<double> weights_of_nearest(const CodePlan& plan, const Anchors& anchors, std::span<const double> target,
                                       std::span<const Candidate> nearest);

// softmax of scores / temperature. REQUIRES: the first is the largest.
std::vector<double> softmax(std::span<const double> scores, double temperature);

// sparsemax: scores - tau where positive, with tau such that their sum is 1. REQUIRES: scores descend.
std::vector<double> sparsemax(std::span<const double> scores);

}  // namespace tg
