// code_rows: targets in batches, so that one reading of the anchors serves many.
#include "tokengraft/codes.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "files/cancel.h"
#include "rows/neighbours.h"
#include "rows/parallel.h"
#include "rows/pursuit.h"
#include "rows/search.h"
#include "tensor/convert.h"
#include "tensor/inspect.h"

namespace tg {
namespace {

// Targets that are worked on together: their residuals take 8 bytes an element.
constexpr std::size_t kBatch = 512;

// Matches that screening keeps of a residual; with 8 a decision in double was the right one in every measured case.
constexpr std::size_t kScreened = 8;

// Sparsemax looks at so many anchors, then at more, then at all.
constexpr std::size_t kFirstSupport = 64;
constexpr std::size_t kLargestSupport = 512;

// The terms of one target.
struct Terms {
  std::vector<std::uint32_t> anchors;
  std::vector<double> weights;
};

Terms code_of(std::span<const Candidate> candidates, std::vector<double> weights) {
  Terms code;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    code.anchors.push_back(candidates[i].anchor);
    code.weights.push_back(weights[i]);
  }
  return code;
}

Status check(const CodePlan& plan) {
  TG_RETURN_IF_ERROR(check_shape(plan.table));
  const auto outside = [&](std::uint64_t row) { return row >= plan.table.rows; };
  for (const auto* rows : {&plan.anchors, &plan.targets}) {
    const auto found = std::find_if(rows->begin(), rows->end(), outside);
    if (found == rows->end()) continue;
    return Status::error(Code::bad_argument, plan.table.path + ": there is no row " + std::to_string(*found) +
                                                 ", only " + std::to_string(plan.table.rows));
  }
  if (plan.count == 0) return Status::error(Code::bad_argument, "the count of terms must be at least 1");
  if (std::isfinite(plan.temperature) && plan.temperature > 0) return {};
  return Status::error(Code::bad_argument, "the temperature must be finite and above 0");
}

Score score_of(const CodePlan& plan) {
  if (plan.kind == CodeKind::nearest && plan.euclidean) return Score::nearness;
  if (plan.kind != CodeKind::omp) return Score::cosine;
  return plan.raw ? Score::absolute_product : Score::absolute_cosine;
}

class Coder {
 public:
  Coder(const CodePlan& plan, const MatrixFile& table, const Anchors& anchors, unsigned threads,
        const std::atomic<bool>* cancelled)
      : plan_(plan), table_(table), search_(anchors, score_of(plan)), threads_(threads), cancelled_(cancelled) {
    count_ = static_cast<std::size_t>(std::min<std::uint64_t>(plan.count, anchors.usable_count()));
  }

  Status run(RowCodes& codes) {
    codes.begins.assign(1, 0);
    for (std::size_t first = 0; first < plan_.targets.size(); first += kBatch) {
      const auto targets = std::span(plan_.targets).subspan(first, std::min(kBatch, plan_.targets.size() - first));
      TG_RETURN_IF_ERROR(read(targets));
      std::vector<Terms> batch(targets.size());
      TG_RETURN_IF_ERROR(plan_.kind == CodeKind::omp ? pursue(batch) : compare(batch));
      for (const Terms& code : batch) {
        codes.anchors.insert(codes.anchors.end(), code.anchors.begin(), code.anchors.end());
        codes.weights.insert(codes.weights.end(), code.weights.begin(), code.weights.end());
        codes.begins.push_back(codes.anchors.size());
      }
    }
    return {};
  }

 private:
  std::size_t width() const { return search_.anchors().width(); }
  std::span<const double> target(std::size_t index) const {
    return std::span(values_).subspan(index * width(), width());
  }

  Status read(std::span<const std::uint64_t> targets) {
    values_.resize(targets.size() * width());
    return run_tasks(threads_, targets.size(), [&](std::size_t i) {
      std::vector<std::uint8_t> bytes(table_.row_bytes());
      TG_RETURN_IF_ERROR(table_.read_rows(targets[i], bytes));
      if (has_non_finite(table_.shape().dtype, bytes.data(), width())) return table_.non_finite(targets[i]);
      to_doubles(table_.shape().dtype, bytes.data(), std::span(values_).subspan(i * width(), width()));
      return Status();
    });
  }

  // All targets take their step together: the anchors are gone through once a step.
  Status pursue(std::vector<Terms>& codes) {
    std::vector<Pursuit> pursuits;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      pursuits.emplace_back(search_, std::vector<double>(target(i).begin(), target(i).end()), count_);
    }
    for (std::vector<Pursuit*> open = unfinished(pursuits); !open.empty(); open = unfinished(pursuits)) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      std::vector<double> residuals;
      for (const Pursuit* pursuit : open) {
        residuals.insert(residuals.end(), pursuit->residual().begin(), pursuit->residual().end());
      }
      const std::vector<Match> matches = search_.screen(residuals, kScreened, threads_);
      TG_RETURN_IF_ERROR(run_tasks(threads_, open.size(), [&](std::size_t i) {
        open[i]->step(std::span(matches).subspan(i * kScreened, kScreened));
        return Status();
      }));
    }
    return run_tasks(threads_, codes.size(), [&](std::size_t i) {
      pursuits[i].finish();
      codes[i].anchors.assign(pursuits[i].atoms().begin(), pursuits[i].atoms().end());
      codes[i].weights.assign(pursuits[i].weights().begin(), pursuits[i].weights().end());
      return Status();
    });
  }

  static std::vector<Pursuit*> unfinished(std::vector<Pursuit>& pursuits) {
    std::vector<Pursuit*> open;
    for (Pursuit& pursuit : pursuits) {
      if (!pursuit.is_done()) open.push_back(&pursuit);
    }
    return open;
  }

  Status compare(std::vector<Terms>& codes) {
    TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
    const std::size_t count = plan_.kind == CodeKind::sparsemax ? std::min(kFirstSupport, all()) : count_;
    std::vector<std::vector<Candidate>> nearest = best_anchors(search_, values_, count, threads_);
    return run_tasks(threads_, codes.size(), [&](std::size_t i) {
      TG_RETURN_IF_ERROR(check_cancelled(cancelled_));
      if (is_zero(target(i))) return Status();
      codes[i] = similarities(target(i), std::move(nearest[i]));
      return Status();
    });
  }

  std::size_t all() const { return search_.anchors().usable_count(); }
  static bool is_zero(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double value) { return value == 0; });
  }

  Terms similarities(std::span<const double> values, std::vector<Candidate> nearest) const {
    if (plan_.kind == CodeKind::nearest) {
      return code_of(nearest, weights_of_nearest(plan_, search_.anchors(), values, nearest));
    }
    if (plan_.kind == CodeKind::softmax) return code_of(nearest, softmax(cosines(nearest, values), plan_.temperature));
    return sparse(values, std::move(nearest));
  }

  // The support is found when an anchor looked at is not in it.
  Terms sparse(std::span<const double> values, std::vector<Candidate> nearest) const {
    for (std::size_t count = kFirstSupport;; count = kLargestSupport) {
      std::vector<double> scores = cosines(nearest, values);
      for (double& score : scores) score /= plan_.temperature;
      std::vector<double> weights = sparsemax(scores);
      if (weights.size() < nearest.size() || nearest.size() == all()) return code_of(nearest, std::move(weights));
      nearest = count < kLargestSupport ? best_anchors(search_, values, kLargestSupport, 1)[0] : everything(values);
    }
  }

  std::vector<double> cosines(std::span<const Candidate> candidates, std::span<const double> values) const {
    double squares = 0;
    for (const double value : values) squares += value * value;
    std::vector<double> cosines;
    for (const Candidate& candidate : candidates) cosines.push_back(candidate.score / std::sqrt(squares));
    return cosines;
  }

  std::vector<Candidate> everything(std::span<const double> values) const {
    std::vector<Candidate> all;
    search_.scan(values, [&](const Candidate& candidate) { all.push_back(candidate); });
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return is_better(a, b); });
    return all;
  }

  const CodePlan& plan_;
  const MatrixFile& table_;
  Search search_;
  unsigned threads_;
  const std::atomic<bool>* cancelled_;
  std::size_t count_ = 0;
  std::vector<double> values_;
};

}  // namespace

Status code_rows(const CodePlan& plan, unsigned threads, const std::atomic<bool>* cancelled, RowCodes& codes) {
  TG_RETURN_IF_ERROR(check(plan));
  const auto table = MatrixFile::open_for_reading(plan.table);
  if (!table.ok()) return table.status();
  const auto anchors = Anchors::read(table.value(), plan.anchors, threads, cancelled);
  if (!anchors.ok()) return anchors.status();
  if (anchors.value().usable_count() == 0) {
    return Status::error(Code::bad_argument, plan.table.path + ": no row that others could be said in");
  }
  return Coder(plan, table.value(), anchors.value(), threads, cancelled).run(codes);
}

}  // namespace tg
