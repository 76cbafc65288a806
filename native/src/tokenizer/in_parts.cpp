#include "tokenizer/in_parts.h"

#include <algorithm>
#include <numeric>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/id_lists.h"
#include "tokenizer/seams.h"

namespace tg {
namespace {

constexpr std::size_t kPartBytes = std::size_t{1} << 14;

// Does all parts, and answers with the first failure among them. The threads watch what the caller's thread watches.
template <class DoPart>
Status do_parts(const std::vector<std::string_view>& parts, unsigned threads, const DoPart& do_part) {
  std::vector<Status> statuses(parts.size());
  const std::atomic<bool>* const cancelled = watched_flag();
  parallel_for(parts.size(), threads, [&](std::size_t part, unsigned) {
    const CancelWatch watch(cancelled);
    statuses[part] = is_cancelled() ? check_cancelled() : do_part(part);
  });
  const auto failed = std::ranges::find_if(statuses, [](const Status& status) { return !status.ok(); });
  return failed == statuses.end() ? Status() : *failed;
}

}  // namespace

// A special token that is refused is named by its place in the whole text.
bool PartPipeline::may_cut(SpecialPolicy special) const {
  return has_seams && special != SpecialPolicy::refuse;
}

Status PartPipeline::append_part(std::string_view part, SpecialPolicy special, IdList& ids) const {
  if (!may_cut(special)) return pipeline.append_ids(part, special, ids);
  return PassagePipeline{pipeline, asking}.append_ids(part, special, ids);
}

Status PartPipeline::count_part(std::string_view part, SpecialPolicy special, std::size_t& count) const {
  if (!may_cut(special)) return pipeline.count_ids(part, special, count);
  return PassagePipeline{pipeline, asking}.count_ids(part, special, count);
}

Status PartPipeline::append_ids(std::string_view text, SpecialPolicy special, unsigned threads, IdList& ids) const {
  if (text.size() <= kPartBytes || !may_cut(special)) return append_part(text, special, ids);
  const auto parts = parts_at_seams(text, kPartBytes);
  if (worker_count(parts.size(), threads) < 2) {
    for (const std::string_view part : parts) TG_RETURN_IF_ERROR(append_part(part, special, ids));
    return {};
  }
  std::vector<IdList> lists(parts.size());
  TG_RETURN_IF_ERROR(
      do_parts(parts, threads, [&](std::size_t part) { return append_part(parts[part], special, lists[part]); }));
  append_all(lists, threads, ids);
  return {};
}

Status PartPipeline::count_ids(std::string_view text, SpecialPolicy special, unsigned threads, std::size_t limit,
                               std::size_t& count) const {
  const std::size_t parts_there = may_cut(special) ? text.size() / kPartBytes + 1 : 1;
  if (worker_count(parts_there, threads) < 2) return count_in_turn(text, special, limit, count);
  const auto parts = parts_at_seams(text, kPartBytes);
  std::vector<std::size_t> counts(parts.size());
  TG_RETURN_IF_ERROR(
      do_parts(parts, threads, [&](std::size_t part) { return count_part(parts[part], special, counts[part]); }));
  count = std::accumulate(counts.begin(), counts.end(), count);
  return {};
}

// The watch ends the work inside a part.
Status PartPipeline::count_in_turn(std::string_view text, SpecialPolicy special, std::size_t limit,
                                   std::size_t& count) const {
  const EnoughWatch enough(count, limit);
  while (!text.empty()) {
    const std::string_view part = may_cut(special) ? first_part(text, kPartBytes) : text;
    const Status status = count_part(part, special, count);
    if (count > limit) return {};
    TG_RETURN_IF_ERROR(status);
    text.remove_prefix(part.size());
  }
  return {};
}

}  // namespace tg
