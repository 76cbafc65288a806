// Stopping long work early. A thread that works for a caller watches the caller's flag; long loops ask now and then,
// and leave as soon as they can. What they leave behind is meaningless: whoever set the watch sees the flag too (a
// raised one is never lowered) and answers with a failure.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tokengraft/status.h"

namespace tg {

namespace detail {
struct WatchedCount {
  const std::size_t* count = nullptr;
  std::size_t limit = 0;
};
inline constinit thread_local const std::atomic<bool>* watched_flag = nullptr;
inline constinit thread_local WatchedCount watched_count;
}  // namespace detail

// While it lives, this thread watches `flag` (null: none).
class CancelWatch {
 public:
  explicit CancelWatch(const std::atomic<bool>* flag) : outer_(detail::watched_flag) { detail::watched_flag = flag; }
  ~CancelWatch() { detail::watched_flag = outer_; }
  CancelWatch(const CancelWatch&) = delete;
  CancelWatch& operator=(const CancelWatch&) = delete;

 private:
  const std::atomic<bool>* outer_;
};

// While it lives, the work of this thread is cancelled, too, as soon as `count` is above `limit`: enough is known then.
class EnoughWatch {
 public:
  EnoughWatch(const std::size_t& count, std::size_t limit) : outer_(detail::watched_count) {
    detail::watched_count = {&count, limit};
  }
  ~EnoughWatch() { detail::watched_count = outer_; }
  EnoughWatch(const EnoughWatch&) = delete;
  EnoughWatch& operator=(const EnoughWatch&) = delete;

 private:
  detail::WatchedCount outer_;
};

// The flag that this thread watches, for the threads that it has work done on.
inline const std::atomic<bool>* watched_flag() {
  return detail::watched_flag;
}

inline bool is_cancelled() {
  if (detail::watched_flag != nullptr && detail::watched_flag->load(std::memory_order_relaxed)) return true;
  const auto [count, limit] = detail::watched_count;
  return count != nullptr && *count > limit;
}

inline Status check_cancelled() {
  return is_cancelled() ? Status::error(Code::limit, "cancelled") : Status();
}

// For loops of short steps: looks at the flag once in so many calls, a fraction of a millisecond apart.
class CancelPoll {
 public:
  bool operator()() { return (++calls_ & 0xFFF) == 0 && is_cancelled(); }

 private:
  std::uint32_t calls_ = 0;
};

}  // namespace tg
