// Rows of a table as sums of other rows of it: how a row of one model is said in rows that another model has, too.
// Similarities are screened in bf16 and decided in double, so the chosen rows are those of a computation in double;
// the result depends on neither threads nor machine. The anchors are held in memory, twice where they are not bf16.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "tokengraft/rows.h"

namespace tg {

enum class CodeKind : std::uint8_t {
  // Orthogonal matching pursuit: step by step the anchor that the residual points to most, and the best weights for all
  // chosen so far. An anchor whose part outside the span of the chosen ones is at most 1e-5 of it is passed over. Ends
  // after `count` anchors, at a residual of 1e-6 of the target, or when no anchor has a cosine above 1e-6 with the
  // target
  // left in it (relative to the whole target).
  omp,
  nearest,    // the `count` nearest, weights by `weights`
  softmax,    // the `count` highest cosines, weights their softmax at `temperature`
  sparsemax,  // sparsemax of all cosines over `temperature` (Martins and Astudillo 2016): few anchors, sum 1
};

enum class NearestWeights : std::uint8_t {
  closeness,      // cosine, negative ones as 0, or 1 / distance; scaled to the sum 1
  equal,          // 1 / count
  barycentric,    // least squares under the sum 1
  least_squares,  // least squares
};

struct CodePlan {
  FileMatrix table;
  std::vector<std::uint64_t> anchors;  // rows that may be used; zero rows and repetitions of an earlier one never are
  std::vector<std::uint64_t> targets;  // rows to be said
  CodeKind kind;
  std::uint64_t count;  // at least 1; more than there are anchors means all. Not for sparsemax
  bool raw;             // omp: choose by the inner product instead of the cosine
  bool euclidean;       // nearest: by distance instead of by cosine
  NearestWeights weights;
  double temperature;  // above 0
};

// Target i is the sum of weights[t] * anchor anchors[t] (an index into plan.anchors) for t in [begins[i], begins[i +
// 1]). A zero target has no terms.
struct RowCodes {
  std::vector<std::uint64_t> begins;
  std::vector<std::uint32_t> anchors;
  std::vector<double> weights;
};

// Refused: a plan without a usable anchor, rows that are not there (Code::bad_argument), a value that is not finite in
// a row that is read (Code::bad_file).
Status code_rows(const CodePlan& plan, unsigned threads, const std::atomic<bool>* cancelled, RowCodes& codes);

}  // namespace tg
