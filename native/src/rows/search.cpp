#include "rows/search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "backend/device.h"
#include "rows/parallel.h"
#include "tensor/aligned.h"
#include "tensor/convert.h"
#include "tensor/dot.h"
#include "tensor/element.h"

namespace tg {
namespace {

// Anchors that one task screens: enough that queries are used many times and the first matches, all of them new bests,
// are few among all; few enough that threads share the work.
std::size_t anchors_per_task(std::size_t anchors, unsigned threads) {
  constexpr std::size_t kLeast = 2048;
  constexpr std::size_t kMost = 8192;
  constexpr std::size_t kTasksPerThread = 4;
  const std::size_t at_once = threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads;
  return std::clamp(anchors / (kTasksPerThread * at_once), kLeast, kMost);
}

// Candidates beyond those asked for (as many again, up to a limit, for ranks lie closer the lower they are), so that
// the decision in double rarely lacks the right one.
constexpr std::size_t kSpare = 7;
constexpr std::size_t kMoreSpare = 64;

std::size_t screened_for(std::size_t count) {
  return count + std::min(count, kMoreSpare) + kSpare;
}

double norm_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

// bf16 of the query, divided by its norm if `as_unit`, at its packed place.
void pack(std::span<const double> query, std::size_t index, std::size_t width, bool as_unit,
          AlignedVector<std::uint16_t>& packed) {
  const double norm = norm_of(query);
  const double factor = !as_unit ? 1 : norm > 0 ? 1 / norm : 0;
  for (std::size_t i = 0; i < query.size(); ++i) {
    packed[packed_place(index, i, width)] = Bf16::from_double(query[i] * factor);
  }
}

// The best of all lists for query `q`.
void join(const std::vector<std::vector<Match>>& lists, std::size_t q, std::span<Match> best) {
  std::vector<Match> joined;
  for (const auto& list : lists) {
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(q * best.size());
    joined.insert(joined.end(), begin, begin + static_cast<std::ptrdiff_t>(best.size()));
  }
  const auto count = static_cast<std::ptrdiff_t>(best.size());
  std::partial_sort(joined.begin(), joined.begin() + count, joined.end(),
                    [](const Match& a, const Match& b) { return is_better(a, b); });
  std::copy_n(joined.begin(), count, best.begin());
}

double squared_distance(const Anchors& anchors, std::size_t anchor, std::span<const double> query) {
  std::vector<double> row(query.size());
  to_doubles(anchors.dtype(), anchors.row(anchor), row);
  double squares = 0;
  for (std::size_t c = 0; c < row.size(); ++c) squares += (row[c] - query[c]) * (row[c] - query[c]);
  return squares;
}

}  // namespace

Search::Search(const Anchors& anchors, Score score) : anchors_(anchors), score_(score), scales_(anchors.size()) {
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    if (!anchors.is_usable(i)) continue;
    const double unit = anchors.is_unit() ? 1 : 1 / anchors.norm(i);
    const double factor = score == Score::absolute_product || score == Score::nearness ? anchors.norm(i) : 1;
    scales_[i] = static_cast<float>(unit * factor);
    longest_ = std::max(longest_, factor);
  }
  if (score == Score::nearness) {
    offsets_.resize(anchors.size());
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      offsets_[i] = static_cast<float>(-anchors.norm(i) * anchors.norm(i) / 2);
    }
  }
  const std::size_t bytes = anchors.size() * anchors.screen_width() * sizeof(std::uint16_t);
  run_on_device<HeldMemory>(&Backend::hold_memory, {anchors.screen(), bytes});
}

Search::~Search() {
  run_on_device<HeldMemory>(&Backend::hold_memory, {anchors_.screen(), 0});
}

double Search::score_of(std::size_t anchor, std::span<const double> query) const {
  if (score_ == Score::nearness) return -squared_distance(anchors_, anchor, query);
  const double product = dot(anchors_.dtype(), anchors_.row(anchor), query);
  if (score_ == Score::absolute_product) return std::fabs(product);
  const double cosine = product / anchors_.norm(anchor);
  return score_ == Score::cosine ? cosine : std::fabs(cosine);
}

// Lists of single tasks are joined in the order of the tasks; the order among matches is total, so the threads do not
// show.
std::vector<Match> Search::screen(std::span<const double> queries, std::size_t keep, unsigned threads) const {
  const std::size_t width = anchors_.width();
  const std::size_t count = queries.size() / width;
  const std::size_t padded = (count + kQueryGroup - 1) / kQueryGroup * kQueryGroup;
  const std::size_t screen_width = anchors_.screen_width();
  AlignedVector<std::uint16_t> units(padded * screen_width);
  for_each_task(threads, count, [&](std::size_t q) {
    pack(queries.subspan(q * width, width), q, screen_width, score_ != Score::nearness, units);
  });
  const Match none{-std::numeric_limits<float>::infinity(), std::numeric_limits<std::uint32_t>::max()};
  const std::size_t per_task = anchors_per_task(anchors_.size(), threads);
  const std::size_t tasks = (anchors_.size() + per_task - 1) / per_task;
  std::vector<std::vector<Match>> found(tasks);
  for_each_task(threads, tasks, [&](std::size_t task) {
    const std::size_t first = task * per_task;
    found[task].assign(padded * keep, none);
    run_on_device<TopMatches>(
        &Backend::top_matches,
        {anchors_.screen() + first * screen_width, scales_.data() + first, std::min(per_task, anchors_.size() - first),
         screen_width, static_cast<std::uint32_t>(first), units.data(), padded,
         score_ == Score::absolute_cosine || score_ == Score::absolute_product, keep, found[task].data(),
         offsets_.empty() ? nullptr : offsets_.data() + first});
  });
  std::vector<Match> best(count * keep);
  for_each_task(threads, count, [&](std::size_t q) { join(found, q, std::span(best).subspan(q * keep, keep)); });
  return best;
}

namespace {

// How far the query times `factor` moves when it is rounded to bf16.
double rounding_of(std::span<const double> query, double factor) {
  double squares = 0;
  for (const double value : query) {
    const double scaled = value * factor;
    const double rounded = Bf16::to_float(Bf16::from_double(scaled));
    squares += (scaled - rounded) * (scaled - rounded);
  }
  return std::sqrt(squares);
}

}  // namespace

// A unit anchor a and a unit query u with their bf16 a', u': |au - a'u'| <= |u - u'| + |a - a'| |u'|, and the float sum
// of `width` products errs by at most width/2 * 2^-24 |a'||u'| and more likely a hundredth of it. |a - a'| <= 2^-9 of
// each element where the anchors were rounded. This is all but |u - u'|.
double Search::error_of_anchors() const {
  const double anchors = anchors_.is_unit() ? 0x1p-8 : 0;
  return anchors + static_cast<double>(anchors_.width()) * 0x1p-24 + 0x1p-18;
}

double Search::screening_error(std::span<const double> query, double norm) const {
  if (norm == 0) return 0;
  return longest_ * (rounding_of(query, 1 / norm) + error_of_anchors()) * 1.01;
}

// Nearness is screened with the query as it is; half of the anchor's square and what it is added to are rounded to
// float.
double Search::best_left_out(const Match& last, std::span<const double> query) const {
  const double norm = norm_of(query);
  const double screened = static_cast<double>(last.score);
  if (score_ != Score::nearness) return (screened + screening_error(query, norm)) * norm;
  const double products = longest_ * (rounding_of(query, 1) + error_of_anchors() * norm) * 1.01;
  const double error = products + longest_ * longest_ * 0x1p-22 + 0x1p-100;
  return 2 * (screened + error) - norm * norm * (1 - 1e-12);
}

namespace {

// The rescored candidates, the best first.
std::vector<Candidate> rescore(const Search& search, std::span<const Match> matches, std::span<const double> query) {
  std::vector<Candidate> candidates;
  for (const Match& match : matches) {
    if (match.score == -std::numeric_limits<float>::infinity()) break;
    candidates.push_back({search.score_of(match.row, query), match.row});
  }
  std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return is_better(a, b); });
  return candidates;
}

std::vector<Candidate> scan_all(const Search& search, std::span<const double> query, std::size_t count) {
  std::vector<Candidate> all;
  search.scan(query, [&](const Candidate& candidate) { all.push_back(candidate); });
  const auto kept = static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), all.begin() + kept, all.end(),
                    [](const auto& a, const auto& b) { return is_better(a, b); });
  all.resize(static_cast<std::size_t>(kept));
  return all;
}

// True when an anchor that screening left out could still belong to the `count` best.
bool may_lack(const Search& search, std::span<const Match> matches, const std::vector<Candidate>& candidates,
              std::size_t count, std::span<const double> query) {
  if (candidates.size() < matches.size()) return false;  // there are no others
  return candidates[count - 1].score <= search.best_left_out(matches.back(), query);
}

}  // namespace

std::vector<std::vector<Candidate>> best_anchors(const Search& search, std::span<const double> queries,
                                                 std::size_t count, unsigned threads) {
  const std::size_t width = search.anchors().width();
  const std::size_t keep = screened_for(count);
  const std::vector<Match> matches = search.screen(queries, keep, threads);
  std::vector<std::vector<Candidate>> best(queries.size() / width);
  for_each_task(threads, best.size(), [&](std::size_t q) {
    const auto query = queries.subspan(q * width, width);
    const auto screened = std::span(matches).subspan(q * keep, keep);
    best[q] = rescore(search, screened, query);
    if (best[q].size() > count && may_lack(search, screened, best[q], count, query)) {
      best[q] = scan_all(search, query, count);
    }
    if (best[q].size() > count) best[q].resize(count);
  });
  return best;
}

}  // namespace tg
