// Stopping long work early. A thread that works for a caller watches the caller's flag; long loops ask now and then,
// and leave as soon as they can. What they leave behind is meaningless: whoever set the watch sees the flag too (a
// raised one is never lowered) and answers with a failure.
#pragma once

#include <atomic>
#include <cstdint>

#include "tokengraft/status.h"

namespace tg {

namespace detail {
inline constinit thread_local const std::atomic<bool>* watched_flag = nullptr;
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

inline bool is_cancelled() {
  return detail::watched_flag != nullptr && detail::watched_flag->load(std::memory_order_relaxed);
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
