#include "rows/parallel.h"

#include <atomic>
#include <limits>
#include <mutex>
#include <utility>

#include "base/thread_pool.h"

namespace tg {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

class FirstFailure {
 public:
  // The lowest task that failed so far, kNone when all went well.
  std::size_t task() const { return task_; }

  void keep(std::size_t task, Status status) {
    const std::lock_guard lock(mutex_);
    if (task_ < task) return;
    task_ = task;
    status_ = std::move(status);
  }

  Status take() { return std::move(status_); }

 private:
  std::mutex mutex_;
  std::atomic<std::size_t> task_ = kNone;
  Status status_;
};

}  // namespace

// Tasks below a failed one are still run, since one of them may fail too.
Status run_tasks(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& task) {
  FirstFailure failure;
  parallel_for(count, threads, [&](std::size_t item, unsigned) {
    if (failure.task() < item) return;
    if (Status status = task(item); !status.ok()) failure.keep(item, std::move(status));
  });
  return failure.take();
}

void for_each_task(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& task) {
  parallel_for(count, threads, [&](std::size_t item, unsigned) { task(item); });
}

}  // namespace tg
