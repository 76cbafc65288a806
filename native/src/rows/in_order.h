// Lets parallel tasks hand in their results in the order of their numbers, so that sums do not depend on threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tg {

// REQUIRES: tasks are started in ascending order, as run_tasks does, and each calls `hand_in` or `fail` once.
class InOrder {
 public:
  // Calls work() when every lower task has handed in; does nothing when one has failed.
  template <class Work>
  void hand_in(std::size_t task, const Work& work) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return failed_ || next_ == task; });
    if (failed_) return;
    work();
    ++next_;
    turn_.notify_all();
  }

  // Nobody waits for this task any more.
  void fail() {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    turn_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace tg
