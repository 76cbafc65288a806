#include "tokenizer/batch.h"

#include <algorithm>
#include <numeric>

#include "base/cancelled.h"
#include "base/thread_pool.h"
#include "tokenizer/id_lists.h"

namespace tg {
namespace {

// Few enough that the last ones do not leave other threads waiting.
constexpr std::size_t kJobBytes = std::size_t{1} << 16;

struct Job {
  std::size_t begin;
  std::size_t end;
};

std::vector<Job> make_jobs(std::span<const std::string_view> texts) {
  std::vector<Job> jobs;
  std::size_t bytes = kJobBytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (bytes >= kJobBytes) {
      jobs.push_back({i, i});
      bytes = 0;
    }
    jobs.back().end = i + 1;
    bytes += texts[i].size() + 1;
  }
  return jobs;
}

Status cancelled_status() {
  return Status::error(Code::limit, "the batch was cancelled");
}

// Does one job; a text that fails ends it, and is what the job reports.
template <class DoText>
Status do_job(Job job, const std::atomic<bool>* cancelled, const DoText& do_text) {
  const CancelWatch watch(cancelled);
  for (std::size_t i = job.begin; i < job.end; ++i) {
    if (is_cancelled()) return cancelled_status();
    if (Status status = do_text(i); !status.ok()) {
      return status.code() == Code::io
                 ? status
                 : Status::error(status.code(), "text " + std::to_string(i) + ": " + status.message());
    }
  }
  return {};
}

// Every job is started, even after a failure: which text is the first to fail must not depend on the threads.
template <class DoText>
Status do_jobs(const std::vector<Job>& jobs, unsigned threads, const std::atomic<bool>* cancelled,
               const DoText& do_text) {
  std::vector<Status> statuses(jobs.size());
  parallel_for(jobs.size(), threads, [&](std::size_t job, unsigned) {
    statuses[job] = do_job(jobs[job], cancelled, [&](std::size_t text) { return do_text(job, text); });
  });
  if (cancelled && cancelled->load()) return cancelled_status();
  const auto failed = std::ranges::find_if(statuses, [](const Status& status) { return !status.ok(); });
  return failed == statuses.end() ? Status() : *failed;
}

}  // namespace

Status encode_all(std::span<const std::string_view> texts, const EncodeOne& encode, unsigned threads,
                  const std::atomic<bool>* cancelled, EncodedBatch& batch) {
  const std::vector<Job> jobs = make_jobs(texts);
  std::vector<IdList> ids_by_job(jobs.size());
  batch.ids.clear();
  batch.begins.assign(texts.size() + 1, 0);
  TG_RETURN_IF_ERROR(do_jobs(jobs, threads, cancelled, [&](std::size_t job, std::size_t text) {
    const std::size_t before = ids_by_job[job].size();
    Status status = encode(texts[text], ids_by_job[job]);
    batch.begins[text + 1] = ids_by_job[job].size() - before;
    return status;
  }));
  std::partial_sum(batch.begins.begin(), batch.begins.end(), batch.begins.begin());
  append_all(ids_by_job, threads, batch.ids);
  return {};
}

Status count_all(std::span<const std::string_view> texts, const CountOne& count, unsigned threads,
                 const std::atomic<bool>* cancelled, std::vector<std::size_t>& counts) {
  counts.assign(texts.size(), 0);
  return do_jobs(make_jobs(texts), threads, cancelled,
                 [&](std::size_t, std::size_t text) { return count(texts[text], counts[text]); });
}

}  // namespace tg
