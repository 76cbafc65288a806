#include "rows/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace tg {
namespace {

class Tasks {
 public:
  Tasks(std::size_t count, const std::function<Status(std::size_t)>& task) : count_(count), task_(task) {}

  void work() {
    for (std::size_t task = next_++; task < count_ && !failed_; task = next_++) {
      if (Status status = task_(task); !status.ok()) keep(task, std::move(status));
    }
  }

  Status failure() && { return std::move(failure_); }

 private:
  void keep(std::size_t task, Status status) {
    const std::lock_guard lock(mutex_);
    if (failed_ && failed_task_ < task) return;
    failed_task_ = task;
    failure_ = std::move(status);
    failed_ = true;
  }

  std::size_t count_;
  const std::function<Status(std::size_t)>& task_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::size_t failed_task_ = 0;
  Status failure_;
};

// A system that gives no more threads gets fewer; the tasks are claimed by those there are.
std::vector<std::thread> start_helpers(std::size_t count, Tasks& tasks) {
  std::vector<std::thread> helpers;
  helpers.reserve(count);
  try {
    while (helpers.size() < count) helpers.emplace_back([&tasks] { tasks.work(); });
  } catch (const std::system_error&) {
  }
  return helpers;
}

}  // namespace

Status run_tasks(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& task) {
  Tasks tasks(count, task);
  const std::size_t workers = std::min<std::size_t>(threads, count);
  std::vector<std::thread> helpers = start_helpers(workers > 1 ? workers - 1 : 0, tasks);
  tasks.work();
  for (std::thread& helper : helpers) helper.join();
  return std::move(tasks).failure();
}

}  // namespace tg
