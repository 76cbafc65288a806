#include "base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace tg {
namespace {

// More threads than this are never started, whatever is asked for.
constexpr unsigned kThreadLimit = 256;

// One parallel_for. It lives on the stack of its caller, who leaves only when no helper is inside any more.
struct Job {
  const ItemBody* body;
  std::size_t items;
  std::atomic<std::size_t> next_item = 0;
  unsigned wanted_helpers;
  unsigned helpers_joined = 0;  // this and the next are guarded by the pool's mutex
  unsigned helpers_inside = 0;

  // Does the next item. False when there is none.
  bool advance(unsigned worker) {
    const std::size_t item = next_item.fetch_add(1, std::memory_order_relaxed);
    if (item >= items) return false;
    (*body)(item, worker);
    return true;
  }
  void finish() {
    while (advance(0)) {
    }
  }
};

class Pool {
 public:
  // Never destroyed: a thread of the embedder may still be inside a job while the process ends.
  static Pool& instance() {
    static Pool& pool = *new Pool;
    static const JoinAtExit join{pool};
    return pool;
  }

  void run(Job& job) {
    enlist(job);
    job.finish();
    dismiss(job);
  }

 private:
  struct JoinAtExit {
    Pool& pool;
    ~JoinAtExit() { pool.stop(); }
  };

  void enlist(Job& job) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(&job);
    start_threads(job.wanted_helpers);
    work_arrived_.notify_all();
  }

  // Takes the job from the list and waits for the helpers that are in it.
  void dismiss(Job& job) {
    std::unique_lock lock(mutex_);
    std::erase(waiting_, &job);
    helper_left_.wait(lock, [&job] { return job.helpers_inside == 0; });
  }

  // Where the system has no more threads to give, fewer do the work.
  void start_threads(unsigned wanted) {
    while (!stopping_ && threads_.size() < std::min(wanted, kThreadLimit)) {
      try {
        threads_.emplace_back([this] { serve(); });
      } catch (const std::system_error&) {
        return;
      }
    }
  }

  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      Job& job = *waiting_.front();
      const unsigned worker = ++job.helpers_joined;
      if (job.helpers_joined == job.wanted_helpers) waiting_.pop_front();
      ++job.helpers_inside;
      lock.unlock();
      while (!stopping_ && job.advance(worker)) {
      }
      lock.lock();
      std::erase(waiting_, &job);  // nothing is left to hand out
      if (--job.helpers_inside == 0) helper_left_.notify_all();
    }
  }

  // Helpers leave after the item they are at; a caller that is still inside a job finishes it alone.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_arrived_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  std::mutex mutex_;
  std::condition_variable work_arrived_;
  std::condition_variable helper_left_;
  std::deque<Job*> waiting_;  // jobs that still want helpers, the oldest first
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace

unsigned available_cores() {
#if defined(__linux__)
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0) return static_cast<unsigned>(std::max(CPU_COUNT(&cores), 1));
#endif
  return std::max(std::thread::hardware_concurrency(), 1U);
}

unsigned worker_count(std::size_t items, unsigned threads) {
  const unsigned wanted = std::min(threads == 0 ? available_cores() : threads, kThreadLimit + 1);
  return static_cast<unsigned>(std::clamp<std::size_t>(items, 1, wanted));
}

void parallel_for(std::size_t items, unsigned threads, const ItemBody& body) {
  Job job{.body = &body, .items = items, .wanted_helpers = worker_count(items, threads) - 1};
  if (job.wanted_helpers == 0) return job.finish();
  Pool::instance().run(job);
}

}  // namespace tg
