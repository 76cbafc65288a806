#include "tokenizer/in_parts.h"

#include <algorithm>
#include <numeric>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/seams.h"

namespace tg {
namespace {

constexpr std::size_t kPartBytes = std::size_t{1} << 17;

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

void append_all(const std::vector<IdList>& lists, IdList& ids) {
  const auto add = [](std::size_t sum, const IdList& list) { return sum + list.size(); };
  ids.reserve(std::accumulate(lists.begin(), lists.end(), ids.size(), add));
  for (const IdList& list : lists) ids.insert(ids.end(), list.begin(), list.end());
}

// The watch ends the work inside a part.
Status count_in_turn(const Pipeline& pipeline, std::string_view text, std::size_t part_bytes, SpecialPolicy special,
                     std::size_t limit, std::size_t& count) {
  const EnoughWatch enough(count, limit);
  while (!text.empty()) {
    const std::string_view part = first_part(text, part_bytes);
    const Status status = pipeline.count_ids(part, special, count);
    if (count > limit) return {};
    TG_RETURN_IF_ERROR(status);
    text.remove_prefix(part.size());
  }
  return {};
}

}  // namespace

// A special token that is refused is named by its place in the whole text.
std::size_t PartPipeline::part_bytes(std::string_view text, SpecialPolicy special) const {
  return has_seams && special != SpecialPolicy::refuse ? kPartBytes : text.size();
}

Status PartPipeline::append_ids(std::string_view text, SpecialPolicy special, unsigned threads, IdList& ids) const {
  const std::size_t size = part_bytes(text, special);
  if (text.size() <= size) return pipeline.append_ids(text, special, ids);
  const auto parts = parts_at_seams(text, size);
  if (worker_count(parts.size(), threads) < 2) {
    for (const std::string_view part : parts) TG_RETURN_IF_ERROR(pipeline.append_ids(part, special, ids));
    return {};
  }
  std::vector<IdList> lists(parts.size());
  TG_RETURN_IF_ERROR(do_parts(
      parts, threads, [&](std::size_t part) { return pipeline.append_ids(parts[part], special, lists[part]); }));
  append_all(lists, ids);
  return {};
}

Status PartPipeline::count_ids(std::string_view text, SpecialPolicy special, unsigned threads, std::size_t limit,
                               std::size_t& count) const {
  const std::size_t size = part_bytes(text, special);
  if (worker_count(text.size() / (size + 1) + 1, threads) < 2) {
    return count_in_turn(pipeline, text, size, special, limit, count);
  }
  const auto parts = parts_at_seams(text, size);
  std::vector<std::size_t> counts(parts.size());
  TG_RETURN_IF_ERROR(do_parts(
      parts, threads, [&](std::size_t part) { return pipeline.count_ids(parts[part], special, counts[part]); }));
  count = std::accumulate(counts.begin(), counts.end(), count);
  return {};
}

}  // namespace tg
