#include "tokenizer/batch.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/id_lists.h"

namespace tg {
namespace {

// What came of the texts of a group.
struct Outcome {
  std::size_t first = 0;
  std::vector<std::size_t> counts;
  IdList ids;
  Status status;
};

Status cancelled_status() {
  return Status::error(Code::limit, "the batch was cancelled");
}

// Does one group; a text that fails ends it, and is what the group reports.
template <class DoText>
Outcome do_group(const TextGroup& group, const std::atomic<bool>* cancelled, const DoText& do_text) {
  const CancelWatch watch(cancelled);
  Outcome outcome{.first = group.first, .counts = {}, .ids = {}, .status = {}};
  outcome.counts.reserve(group.texts.size());
  for (const std::string_view text : group.texts) {
    outcome.status = is_cancelled() ? cancelled_status() : do_text(text, outcome);
    if (outcome.status.ok()) continue;
    if (outcome.status.code() != Code::io) {
      const std::string place = "text " + std::to_string(group.first + outcome.counts.size()) + ": ";
      outcome.status = Status::error(outcome.status.code(), place + outcome.status.message());
    }
    break;
  }
  return outcome;
}

// Every group is done, even after a failure: which text is the first to fail must not depend on the threads.
template <class DoText>
Status do_groups(TextSource& texts, unsigned threads, const std::atomic<bool>* cancelled, const DoText& do_text,
                 std::vector<Outcome>& outcomes) {
  std::mutex mutex;
  const unsigned workers = worker_count(texts.expected_groups(), threads);
  parallel_for(workers, workers, [&](std::size_t, unsigned) {
    while (const std::optional<TextGroup> group = texts.next()) {
      Outcome outcome = do_group(*group, cancelled, do_text);
      const std::lock_guard lock(mutex);
      outcomes.push_back(std::move(outcome));
    }
  });
  std::ranges::sort(outcomes, {}, &Outcome::first);
  if (cancelled && cancelled->load()) return cancelled_status();
  const auto failed = std::ranges::find_if(outcomes, [](const Outcome& outcome) { return !outcome.status.ok(); });
  return failed == outcomes.end() ? Status() : failed->status;
}

}  // namespace

AllTexts::AllTexts(std::span<const std::string_view> texts) {
  std::size_t begin = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bytes += texts[i].size() + 1;
    if (bytes < kTextGroupBytes && i + 1 < texts.size()) continue;
    groups_.push_back({begin, texts.subspan(begin, i + 1 - begin)});
    begin = i + 1;
    bytes = 0;
  }
}

std::optional<TextGroup> AllTexts::next() {
  const std::size_t taken = taken_.fetch_add(1, std::memory_order_relaxed);
  return taken < groups_.size() ? std::optional(groups_[taken]) : std::nullopt;
}

Status encode_all(TextSource& texts, const EncodeOne& encode, unsigned threads, const std::atomic<bool>* cancelled,
                  EncodedBatch& batch) {
  std::vector<Outcome> outcomes;
  const auto one = [&](std::string_view text, Outcome& outcome) {
    const std::size_t before = outcome.ids.size();
    TG_RETURN_IF_ERROR(encode(text, outcome.ids));
    outcome.counts.push_back(outcome.ids.size() - before);
    return Status();
  };
  TG_RETURN_IF_ERROR(do_groups(texts, threads, cancelled, one, outcomes));
  batch = {.lists = {}, .begins = {0}};
  for (Outcome& outcome : outcomes) {
    for (const std::size_t count : outcome.counts) batch.begins.push_back(batch.begins.back() + count);
    batch.lists.push_back(std::move(outcome.ids));
  }
  return {};
}

Status count_all(TextSource& texts, const CountOne& count, unsigned threads, const std::atomic<bool>* cancelled,
                 std::vector<std::size_t>& counts) {
  std::vector<Outcome> outcomes;
  const auto one = [&](std::string_view text, Outcome& outcome) {
    std::size_t ids = 0;
    TG_RETURN_IF_ERROR(count(text, ids));
    outcome.counts.push_back(ids);
    return Status();
  };
  TG_RETURN_IF_ERROR(do_groups(texts, threads, cancelled, one, outcomes));
  counts.clear();
  for (const Outcome& outcome : outcomes) counts.insert(counts.end(), outcome.counts.begin(), outcome.counts.end());
  return {};
}

Status Tokenizer::encode_batch(std::span<const std::string_view> texts, const EncodeOptions& options, unsigned threads,
                               const std::atomic<bool>* cancelled, EncodedBatch& batch) const {
  AllTexts all(texts);
  return encode_batch(all, options, threads, cancelled, batch);
}

Status Tokenizer::count_batch(std::span<const std::string_view> texts, const EncodeOptions& options, unsigned threads,
                              const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) const {
  AllTexts all(texts);
  return count_batch(all, options, threads, cancelled, counts);
}

void EncodedBatch::move_ids(unsigned threads, TokenId* to) {
  move_all(lists, threads, to);
}

IdList EncodedBatch::ids() const {
  IdList all;
  all.reserve(size());
  for (const IdList& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace tg
